// How values of each type come in and go out.
namespace prepai {

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

}  // namespace prepai
