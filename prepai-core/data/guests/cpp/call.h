// How a function is called with them.
namespace prepai {

// How an argument is kept while the function runs, and how it is passed.
template <class P> struct Slot {
    using Held = Plain<P>;
    Held held;
    explicit Slot(const Value& value) : held(Codec<Held>::get(value)) {}
    P pass() { return static_cast<P>(held); }
    void show(std::string& out) const { put<Held>(out, held); }
};
template <class P> requires(!std::is_reference_v<P> && !std::is_pointer_v<P>) struct Slot<P> {
    using Held = Plain<P>;
    Held held;
    explicit Slot(const Value& value) : held(Codec<Held>::get(value)) {}
    Held pass() { return held; }
    void show(std::string& out) const { put<Held>(out, held); }
};
template <class P> requires std::same_as<Plain<P>, std::string_view> || std::same_as<P, const char*> struct Slot<P> {
    std::string held;
    explicit Slot(const Value& value) : held(to_text(value)) {}
    Plain<P> pass() { return held.c_str(); }
    void show(std::string& out) const { put_text(out, held); }
};
template <> struct Slot<char*> {
    std::string held;
    explicit Slot(const Value& value) : held(to_text(value)) {}
    char* pass() { return held.data(); }
    void show(std::string& out) const { put_text(out, held.c_str()); }
};
template <class T, std::size_t N> struct Slot<std::span<T, N>> {
    std::vector<std::remove_cv_t<T>> held;
    explicit Slot(const Value& value) : held(Codec<std::vector<std::remove_cv_t<T>>>::get(value)) {}
    std::span<T, N> pass() { return std::span<T, N>(held); }
    void show(std::string& out) const { put(out, held); }
};

// One call, as the loop in serve.cpp asks for it: arguments in, the result (and the arguments afterwards) out.
struct Call {
    const std::vector<Value>* args;
    bool in_place;
    std::string value;
    std::string after;
};
using Entry = void (*)(Call&);
// A function of the candidate, so that a place in the program has a name.
struct Named {
    int line;
    const char* name;
};
// What the file that is written for each program says about it.
struct Program {
    // Null where there is no such function.
    Entry entry;
    // The description of the protocol, as JSON.
    const char* description;
    // By line, ended by a null.
    const Named* functions;
    // The candidate's file, as the compiler was told.
    const char* file;
};
[[noreturn]] void wrong_count(std::size_t least, std::size_t most, std::size_t given);
[[noreturn]] void argument(std::size_t position, const std::exception&);
int serve(const Program&);
void begin_program(const Program&);

template <class T> struct Made {
    Slot<T> slot;
    static Slot<T> one(const Value& value, std::size_t position) {
        try { return Slot<T>(value); } catch (const Mismatch& wrong) { argument(position, wrong); }
    }
    Made(const std::vector<Value>& args, std::size_t position) : slot(one(args[position], position)) {}
};

template <class R, class... Ps, class F> void invoke(Call& call, F&& function) {
    if (call.args->size() != sizeof...(Ps)) wrong_count(sizeof...(Ps), sizeof...(Ps), call.args->size());
    std::size_t at = 0;
    (void)at;
    std::tuple<Made<Ps>...> slots{Made<Ps>(*call.args, at++)...};
    std::apply([&](auto&... made) {
        if constexpr (std::is_void_v<R>) {
            function(made.slot.pass()...);
            call.value = "{\"$\":\"undefined\"}";
        } else {
            decltype(auto) result = function(made.slot.pass()...);
            put<Plain<R>>(call.value, result);
        }
        if (call.in_place) {
            call.after += '[';
            bool first = true;
            ((call.after += first ? "" : ",", first = false, made.slot.show(call.after)), ...);
            call.after += ']';
        }
    }, slots);
}

// The types of a function, whatever it is. `Named::call` calls it by its name, with as many arguments as it can do with.
template <class R, class... Ps> struct Types {
    template <std::size_t At> using Nth = typename std::tuple_element_t<At, std::tuple<std::type_identity<Ps>...>>::type;
    template <class Named, std::size_t... At> static constexpr bool takes(std::index_sequence<At...>) {
        return requires { Named::call(std::declval<Nth<At>>()...); };
    }
    template <class Named, std::size_t... At> static void first(Call& c, std::index_sequence<At...> count) {
        // A copy of the result: what it refers to may be the object's, which is gone.
        using Result = Plain<R>;
        if constexpr (takes<Named>(count))
            invoke<Result, Nth<At>...>(c, [](auto&&... a) -> Result { return Named::call(std::forward<decltype(a)>(a)...); });
    }
    template <class Named> static bool fewer(Call& c) {
        return [&]<std::size_t... Count>(std::index_sequence<Count...>) {
            std::size_t least = std::min({sizeof...(Ps), (takes<Named>(std::make_index_sequence<Count>{}) ? Count : sizeof...(Ps))...});
            std::size_t given = c.args->size();
            if (given < least || given > sizeof...(Ps)) wrong_count(least, sizeof...(Ps), given);
            return ((given == Count && (first<Named>(c, std::make_index_sequence<Count>{}), true)) || ...);
        }(std::make_index_sequence<sizeof...(Ps)>{});
    }
};
template <auto F> struct Bound;
template <class R, class... Ps, R (*F)(Ps...)> struct Bound<F> : Types<R, Ps...> {
    static void call(Call& c) { invoke<R, Ps...>(c, [](auto&&... a) -> R { return F(std::forward<decltype(a)>(a)...); }); }
};
template <class R, class... Ps, R (*F)(Ps...) noexcept> struct Bound<F> : Types<R, Ps...> {
    static void call(Call& c) { invoke<R, Ps...>(c, [](auto&&... a) -> R { return F(std::forward<decltype(a)>(a)...); }); }
};
#define PREPAI_METHOD(QUALIFIERS) \
    template <class S, class R, class... Ps, R (S::*F)(Ps...) QUALIFIERS> struct Bound<F> : Types<R, Ps...> { \
        static void call(Call& c) { \
            S object{}; \
            invoke<R, Ps...>(c, [&](auto&&... a) -> R { return (object.*F)(std::forward<decltype(a)>(a)...); }); \
        } \
    };
PREPAI_METHOD()
PREPAI_METHOD(const)
PREPAI_METHOD(noexcept)
PREPAI_METHOD(const noexcept)
#undef PREPAI_METHOD

// What programs of C are called with: arrays with their sizes, rows with their lengths.
template <class P> Slot<P> held(const std::vector<Value>& args, std::size_t position) { return Made<P>::one(args[position], position); }
template <class T> struct Array {
    std::vector<T> items;
    Array(const std::vector<Value>& args, std::size_t position) : items(held<std::vector<T>>(args, position).held) {}
    T* data() { return items.data(); }
    std::size_t size() const { return items.size(); }
    void show(std::string& out) const { put(out, items); }
};
template <> struct Array<char*> {
    std::vector<std::string> texts;
    std::vector<char*> items;
    Array(const std::vector<Value>& args, std::size_t position) : texts(held<std::vector<std::string>>(args, position).held) {
        for (std::string& text : texts) items.push_back(text.data());
    }
    char** data() { return items.data(); }
    std::size_t size() const { return items.size(); }
    void show(std::string& out) const { put_array(out, items.data(), static_cast<int>(items.size())); }
    template <class T> static void put_array(std::string& out, T* items, int count) {
        out += '[';
        for (int i = 0; i < count; ++i) {
            if (i > 0) out += ',';
            if (!room(out)) break;
            put<const char*>(out, items[i]);
        }
        out += ']';
    }
};
template <class T> struct Rows {
    std::vector<std::vector<T>> items;
    std::vector<T*> pointers;
    std::vector<int> lengths;
    Rows(const std::vector<Value>& args, std::size_t position) : items(held<std::vector<std::vector<T>>>(args, position).held) {
        for (auto& row : items) {
            pointers.push_back(row.data());
            lengths.push_back(static_cast<int>(row.size()));
        }
    }
    T** data() { return pointers.data(); }
    int size() const { return static_cast<int>(items.size()); }
    int* columns() { return lengths.data(); }
    void show(std::string& out) const { put(out, items); }
};
template <class T> void put_array(std::string& out, T* items, int count) {
    if constexpr (std::is_pointer_v<T>) Array<char*>::put_array(out, items, items ? count : 0);
    else put(out, std::vector<T>(items, items + (items && count > 0 ? count : 0)));
}
template <class T> void put_rows(std::string& out, T** rows, int count, const int* columns) {
    out += '[';
    for (int i = 0; rows && columns && i < count && room(out); ++i) {
        if (i > 0) out += ',';
        put_array(out, rows[i], columns[i]);
    }
    out += ']';
}

// An explicit instantiation may name what is private, so a candidate may have forgotten `public:`.
template <auto F, class... Named> struct Install {
    friend void prepai_call(Call& c) {
        if (!(Bound<F>::template fewer<Named>(c) || ...)) Bound<F>::call(c);
    }
};

}  // namespace prepai
