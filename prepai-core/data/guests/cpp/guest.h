// The guest of C++ programs: arguments in, results out, for whatever types a candidate's function has.
// Compiled once per machine as a precompiled header; what is no template stands in guest.cpp, compiled once too.
#pragma once
#include <bits/stdc++.h>

namespace prepai {

// A value as it came in: numbers stay text, so that no digit is lost.
struct Value {
    enum Kind { Null, Bool, Number, Text, List, Map } kind = Null;
    bool truth = false;
    std::string text;
    std::vector<Value> items;  // List: the elements; Map: key, value, key, value
};

// A value that does not fit the type it is meant for.
struct Mismatch : std::exception {
    std::string words;
    explicit Mismatch(std::string w) : words(std::move(w)) {}
    const char* what() const noexcept override { return words.c_str(); }
};

[[noreturn]] void mismatch(const char* wanted, const Value& found);
long long to_integer(const Value&, long long low, long long high);
unsigned long long to_unsigned(const Value&, unsigned long long high);
__int128 to_wide(const Value&);
double to_double(const Value&);
bool to_bool(const Value&);
char to_char(const Value&);
char32_t to_code_point(const Value&);
const std::string& to_text(const Value&);
const std::vector<Value>& to_list(const Value&, const char* wanted);
Value key_value(const Value& key);

void put_integer(std::string&, long long);
void put_unsigned(std::string&, unsigned long long);
void put_wide(std::string&, __int128);
void put_double(std::string&, double);
void put_text(std::string&, std::string_view);
// False when the answer is already as long as an answer may be.
bool room(std::string&);

template <class T> struct Codec;
template <class T> using Plain = std::remove_cv_t<std::remove_reference_t<T>>;

template <class T> T get(const Value& value) { return Codec<T>::get(value); }
template <class T> void put(std::string& out, const T& value) {
    if (room(out)) Codec<Plain<T>>::put(out, value);
}

template <class T> concept Character = std::same_as<T, char> || std::same_as<T, signed char> || std::same_as<T, unsigned char> || std::same_as<T, char8_t>;
template <class T> concept WideCharacter = std::same_as<T, wchar_t> || std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <class T> concept Integer = std::integral<T> && !std::same_as<T, bool> && !Character<T> && !WideCharacter<T>;
template <class T> concept ListNodeLike = requires(T node) { node.val; { node.next } -> std::convertible_to<T*>; };
template <class T> concept TreeNodeLike = requires(T node) { node.val; { node.left } -> std::convertible_to<T*>; { node.right } -> std::convertible_to<T*>; };
template <class T> concept Sequence = requires(T t, typename T::value_type v) { t.push_back(v); t.begin(); };
template <class T> concept MapLike = requires { typename T::key_type; typename T::mapped_type; };
template <class T> concept SetLike = requires { typename T::key_type; } && !MapLike<T>;

template <> struct Codec<bool> {
    static bool get(const Value& value) { return to_bool(value); }
    static void put(std::string& out, bool value) { out += value ? "true" : "false"; }
};
template <Integer T> struct Codec<T> {
    static T get(const Value& value) {
        if constexpr (std::is_signed_v<T>) return static_cast<T>(to_integer(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
        else return static_cast<T>(to_unsigned(value, std::numeric_limits<T>::max()));
    }
    static void put(std::string& out, T value) {
        if constexpr (std::is_signed_v<T>) put_integer(out, value);
        else put_unsigned(out, value);
    }
};
template <> struct Codec<__int128> {
    static __int128 get(const Value& value) { return to_wide(value); }
    static void put(std::string& out, __int128 value) { put_wide(out, value); }
};
template <std::floating_point T> struct Codec<T> {
    static T get(const Value& value) { return static_cast<T>(to_double(value)); }
    static void put(std::string& out, T value) { put_double(out, static_cast<double>(value)); }
};
template <Character T> struct Codec<T> {
    static T get(const Value& value) { return static_cast<T>(to_char(value)); }
    static void put(std::string& out, T value) {
        if constexpr (std::same_as<T, char>) put_text(out, std::string_view(&value, 1));
        else put_integer(out, value);
    }
};
template <WideCharacter T> struct Codec<T> {
    static T get(const Value& value) { return static_cast<T>(to_code_point(value)); }
    static void put(std::string& out, T value) { put_integer(out, static_cast<long long>(value)); }
};
template <> struct Codec<std::string> {
    static std::string get(const Value& value) { return to_text(value); }
    static void put(std::string& out, const std::string& value) { put_text(out, value); }
};
template <> struct Codec<std::string_view> {
    static void put(std::string& out, std::string_view value) { put_text(out, value); }
};
template <> struct Codec<const char*> {
    static void put(std::string& out, const char* value) {
        if (value == nullptr) out += "null";
        else put_text(out, value);
    }
};
template <> struct Codec<std::nullptr_t> { static void put(std::string& out, std::nullptr_t) { out += "null"; } };
template <> struct Codec<std::monostate> { static void put(std::string& out, std::monostate) { out += "null"; } };

template <class Range> void put_items(std::string& out, const Range& range) {
    out += '[';
    bool first = true;
    for (const auto& item : range) {
        if (!first) out += ',';
        first = false;
        if (!room(out)) break;
        put<typename Range::value_type>(out, item);
    }
    out += ']';
}
template <Sequence T> requires(!std::same_as<T, std::string>) struct Codec<T> {
    static T get(const Value& value) {
        T out;
        if constexpr (Character<typename T::value_type>) {
            if (value.kind == Value::Text) {
                for (char c : value.text) out.push_back(static_cast<typename T::value_type>(c));
                return out;
            }
        }
        const auto& items = to_list(value, "a list");
        if constexpr (requires { out.reserve(1); }) out.reserve(items.size());
        for (const Value& item : items) out.push_back(Codec<typename T::value_type>::get(item));
        return out;
    }
    static void put(std::string& out, const T& value) { put_items(out, value); }
};
template <class T> struct Codec<std::forward_list<T>> {
    static std::forward_list<T> get(const Value& value) {
        std::forward_list<T> out;
        const auto& items = to_list(value, "a list");
        for (std::size_t i = items.size(); i > 0; --i) out.push_front(Codec<T>::get(items[i - 1]));
        return out;
    }
    static void put(std::string& out, const std::forward_list<T>& value) { put_items(out, value); }
};
template <class T, std::size_t N> struct Codec<std::array<T, N>> {
    static std::array<T, N> get(const Value& value) {
        const auto& items = to_list(value, "a list");
        if (items.size() != N) mismatch(("a list of " + std::to_string(N)).c_str(), value);
        std::array<T, N> out{};
        for (std::size_t i = 0; i < N; ++i) out[i] = Codec<T>::get(items[i]);
        return out;
    }
    static void put(std::string& out, const std::array<T, N>& value) { put_items(out, value); }
};
template <SetLike T> struct Codec<T> {
    static T get(const Value& value) {
        T out;
        for (const Value& item : to_list(value, "a set")) out.insert(Codec<typename T::value_type>::get(item));
        return out;
    }
    static void put(std::string& out, const T& value) {
        out += "{\"$\":\"set\",\"v\":";
        put_items(out, value);
        out += '}';
    }
};
template <MapLike T> struct Codec<T> {
    static T get(const Value& value) {
        if (value.kind != Value::Map) mismatch("a map", value);
        T out;
        for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
            const Value& key = value.items[i];
            auto entry = [&]() -> std::pair<typename T::key_type, typename T::mapped_type> {
                auto item = Codec<typename T::mapped_type>::get(value.items[i + 1]);
                if constexpr (std::is_arithmetic_v<typename T::key_type> && !Character<typename T::key_type>)
                    return {Codec<typename T::key_type>::get(key_value(key)), std::move(item)};
                else return {Codec<typename T::key_type>::get(key), std::move(item)};
            };
            out.insert(entry());
        }
        return out;
    }
    static void put(std::string& out, const T& value) {
        out += "{\"$\":\"map\",\"v\":[";
        bool first = true;
        for (const auto& [key, item] : value) {
            if (!first) out += ',';
            first = false;
            if (!room(out)) break;
            out += '[';
            prepai::put<typename T::key_type>(out, key);
            out += ',';
            prepai::put<typename T::mapped_type>(out, item);
            out += ']';
        }
        out += "]}";
    }
};
template <class... Ts> struct Codec<std::tuple<Ts...>> {
    static std::tuple<Ts...> get(const Value& value) {
        const auto& items = to_list(value, "a tuple");
        if (items.size() != sizeof...(Ts)) mismatch(("a tuple of " + std::to_string(sizeof...(Ts))).c_str(), value);
        std::size_t at = 0;
        return std::tuple<Ts...>{Codec<Ts>::get(items[at++])...};
    }
    static void put(std::string& out, const std::tuple<Ts...>& value) {
        out += "{\"$\":\"tuple\",\"v\":[";
        std::apply([&](const auto&... items) {
            bool first = true;
            ((out += first ? "" : ",", first = false, prepai::put<Ts>(out, items)), ...);
        }, value);
        out += "]}";
    }
};
template <class A, class B> struct Codec<std::pair<A, B>> {
    static std::pair<A, B> get(const Value& value) {
        auto [a, b] = Codec<std::tuple<A, B>>::get(value);
        return {std::move(a), std::move(b)};
    }
    static void put(std::string& out, const std::pair<A, B>& value) { Codec<std::tuple<A, B>>::put(out, std::tuple<A, B>(value)); }
};
template <class T> struct Codec<std::optional<T>> {
    static std::optional<T> get(const Value& value) {
        if (value.kind == Value::Null) return std::nullopt;
        return Codec<T>::get(value);
    }
    static void put(std::string& out, const std::optional<T>& value) {
        if (value) prepai::put<T>(out, *value);
        else out += "null";
    }
};
template <class... Ts> struct Codec<std::variant<Ts...>> {
    static void put(std::string& out, const std::variant<Ts...>& value) {
        std::visit([&](const auto& item) { prepai::put(out, item); }, value);
    }
};
// Adapters show what is inside, the top or front first; copies are drained.
template <class T> requires requires(T t) { t.pop(); t.empty(); typename T::container_type; } struct Codec<T> {
    static T get(const Value& value) {
        T out;
        for (const Value& item : to_list(value, "a list")) out.push(Codec<typename T::value_type>::get(item));
        return out;
    }
    static void put(std::string& out, T value) {
        std::vector<typename T::value_type> items;
        for (; !value.empty(); value.pop()) {
            if constexpr (requires { value.top(); }) items.push_back(value.top());
            else items.push_back(value.front());
        }
        put_items(out, items);
    }
};
template <std::size_t N> struct Codec<std::bitset<N>> {
    static void put(std::string& out, const std::bitset<N>& value) { put_text(out, value.to_string()); }
};
template <class T> struct Codec<std::complex<T>> {
    static void put(std::string& out, const std::complex<T>& value) { Codec<std::tuple<T, T>>::put(out, {value.real(), value.imag()}); }
};
template <class E> requires std::is_enum_v<E> struct Codec<E> {
    static E get(const Value& value) { return static_cast<E>(Codec<std::underlying_type_t<E>>::get(value)); }
    static void put(std::string& out, E value) { Codec<std::underlying_type_t<E>>::put(out, static_cast<std::underlying_type_t<E>>(value)); }
};

// Nodes live as long as the process: a candidate may delete some of them, so nobody else does.
template <ListNodeLike T> struct Codec<T*> {
    using Item = Plain<decltype(T::val)>;
    static T* make(const Value& value) {
        auto node = static_cast<T*>(::operator new(sizeof(T)));
        if constexpr (std::is_constructible_v<T, Item>) new (node) T(Codec<Item>::get(value));
        else if constexpr (std::is_default_constructible_v<T>) { new (node) T(); node->val = Codec<Item>::get(value); }
        else new (node) T{Codec<Item>::get(value), nullptr};
        node->next = nullptr;
        return node;
    }
    static T* get(const Value& value) {
        if (value.kind == Value::Null) return nullptr;
        T* head = nullptr;
        T* last = nullptr;
        for (const Value& item : to_list(value, "a linked list")) {
            T* node = make(item);
            if (last) last->next = node;
            else head = node;
            last = node;
        }
        return head;
    }
    static void put(std::string& out, T* node) {
        out += "{\"$\":\"list_node\",\"v\":[";
        std::unordered_set<const T*> seen;
        for (bool first = true; node && room(out); node = node->next, first = false) {
            if (!first) out += ',';
            if (!seen.insert(node).second) { out += "{\"$\":\"cycle\"}"; break; }
            prepai::put<Item>(out, node->val);
        }
        out += "]}";
    }
};
template <TreeNodeLike T> struct Codec<T*> {
    using Item = Plain<decltype(T::val)>;
    static T* make(const Value& value) {
        auto node = static_cast<T*>(::operator new(sizeof(T)));
        if constexpr (std::is_constructible_v<T, Item>) new (node) T(Codec<Item>::get(value));
        else if constexpr (std::is_default_constructible_v<T>) { new (node) T(); node->val = Codec<Item>::get(value); }
        else new (node) T{Codec<Item>::get(value), nullptr, nullptr};
        node->left = nullptr;
        node->right = nullptr;
        return node;
    }
    static T* get(const Value& value) {
        if (value.kind == Value::Null) return nullptr;
        const auto& items = to_list(value, "a tree in level order");
        if (items.empty() || items[0].kind == Value::Null) return nullptr;
        T* root = make(items[0]);
        std::deque<T*> open{root};
        for (std::size_t i = 1; i < items.size() && !open.empty(); open.pop_front()) {
            if (items[i].kind != Value::Null) open.push_back(open.front()->left = make(items[i]));
            ++i;
            if (i >= items.size()) break;
            if (items[i].kind != Value::Null) open.push_back(open.front()->right = make(items[i]));
            ++i;
        }
        return root;
    }
    static void put(std::string& out, T* root) {
        out += "{\"$\":\"tree_node\",\"v\":[";
        std::deque<T*> open{root};
        std::unordered_set<const T*> seen;
        std::size_t gaps = 0;
        bool first = true;
        for (; !open.empty() && room(out); open.pop_front()) {
            T* node = open.front();
            if (!node) { ++gaps; continue; }
            for (; gaps > 0; --gaps) { out += first ? "null" : ",null"; first = false; }
            if (!first) out += ',';
            first = false;
            if (!seen.insert(node).second) { out += "{\"$\":\"cycle\"}"; break; }
            prepai::put<Item>(out, node->val);
            open.push_back(node->left);
            open.push_back(node->right);
        }
        out += "]}";
    }
};
template <class T> requires(ListNodeLike<T> || TreeNodeLike<T>) struct Codec<std::unique_ptr<T>> {
    static void put(std::string& out, const std::unique_ptr<T>& value) { Codec<T*>::put(out, value.get()); }
};
template <class T> struct Codec<std::shared_ptr<T>> {
    static void put(std::string& out, const std::shared_ptr<T>& value) {
        if (value) prepai::put<T>(out, *value);
        else out += "null";
    }
};

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

// One call, as the loop in guest.cpp asks for it: arguments in, the result (and the arguments afterwards) out.
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
[[noreturn]] void wrong_count(std::size_t wanted, std::size_t given);
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
    if (call.args->size() != sizeof...(Ps)) wrong_count(sizeof...(Ps), call.args->size());
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

template <auto F> struct Bound;
template <class R, class... Ps, R (*F)(Ps...)> struct Bound<F> {
    static void call(Call& c) { invoke<R, Ps...>(c, [](auto&&... a) -> R { return F(std::forward<decltype(a)>(a)...); }); }
};
template <class R, class... Ps, R (*F)(Ps...) noexcept> struct Bound<F> {
    static void call(Call& c) { invoke<R, Ps...>(c, [](auto&&... a) -> R { return F(std::forward<decltype(a)>(a)...); }); }
};
#define PREPAI_METHOD(QUALIFIERS) \
    template <class S, class R, class... Ps, R (S::*F)(Ps...) QUALIFIERS> struct Bound<F> { \
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
template <auto F> struct Install {
    friend void prepai_call(Call& c) { Bound<F>::call(c); }
};

}  // namespace prepai
