// The part of the guest that depends on no candidate: JSON, numbers, the loop over the calls, crashes.
#include "guest.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

namespace prepai {

namespace {

constexpr int CHANNEL = 200;
constexpr std::size_t LONGEST = 1 << 20;
constexpr int DEEPEST = 500;

const char* name_of(Value::Kind kind) {
    switch (kind) {
        case Value::Null: return "null";
        case Value::Bool: return "a boolean";
        case Value::Number: return "a number";
        case Value::Text: return "a string";
        case Value::List: return "a list";
        case Value::Map: return "a map";
    }
    return "a value";
}

struct Reader {
    const char* at;
    const char* end;

    [[noreturn]] void bad() { throw Mismatch("the request is no JSON"); }
    void blank() { while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) ++at; }
    char next() { if (at >= end) bad(); return *at++; }
    void word(const char* rest) { for (; *rest; ++rest) if (next() != *rest) bad(); }

    unsigned hex() {
        unsigned code = 0;
        for (int i = 0; i < 4; ++i) {
            char c = next();
            code = code * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
        }
        return code;
    }
    static void utf8(std::string& out, unsigned code) {
        if (code < 0x80) out += static_cast<char>(code);
        else if (code < 0x800) { out += static_cast<char>(0xC0 | code >> 6); out += static_cast<char>(0x80 | (code & 63)); }
        else if (code < 0x10000) { out += static_cast<char>(0xE0 | code >> 12); out += static_cast<char>(0x80 | (code >> 6 & 63)); out += static_cast<char>(0x80 | (code & 63)); }
        else { out += static_cast<char>(0xF0 | code >> 18); out += static_cast<char>(0x80 | (code >> 12 & 63)); out += static_cast<char>(0x80 | (code >> 6 & 63)); out += static_cast<char>(0x80 | (code & 63)); }
    }
    std::string text() {
        std::string out;
        for (char c = next(); c != '"'; c = next()) {
            if (c != '\\') { out += c; continue; }
            switch (c = next()) {
                case 'n': out += '\n'; break;
                case 't': out += '\t'; break;
                case 'r': out += '\r'; break;
                case 'b': out += '\b'; break;
                case 'f': out += '\f'; break;
                case 'u': {
                    unsigned code = hex();
                    if (code >= 0xD800 && code < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
                        at += 2;
                        code = 0x10000 + ((code - 0xD800) << 10) + (hex() - 0xDC00);
                    }
                    utf8(out, code);
                    break;
                }
                default: out += c;
            }
        }
        return out;
    }
    Value value(int depth = 0) {
        if (depth > DEEPEST) throw Mismatch("an argument is nested too deeply");
        blank();
        Value out;
        switch (char c = next()) {
            case 'n': word("ull"); break;
            case 't': word("rue"); out.kind = Value::Bool; out.truth = true; break;
            case 'f': word("alse"); out.kind = Value::Bool; break;
            case '"': out.kind = Value::Text; out.text = text(); break;
            case '[':
                out.kind = Value::List;
                blank();
                if (at < end && *at == ']') { ++at; break; }
                do { out.items.push_back(value(depth + 1)); blank(); } while ((c = next()) == ',');
                if (c != ']') bad();
                break;
            case '{':
                out.kind = Value::Map;
                blank();
                if (at < end && *at == '}') { ++at; break; }
                do {
                    Value key;
                    blank();
                    if (next() != '"') bad();
                    key.kind = Value::Text;
                    key.text = text();
                    blank();
                    if (next() != ':') bad();
                    out.items.push_back(std::move(key));
                    out.items.push_back(value(depth + 1));
                    blank();
                } while ((c = next()) == ',');
                if (c != '}') bad();
                untag(out);
                break;
            default:
                out.kind = Value::Number;
                out.text = c;
                while (at < end && (std::isdigit(static_cast<unsigned char>(*at)) || std::strchr("+-.eE", *at))) out.text += *at++;
        }
        return out;
    }
    // `{"$": tag, "v": …}` is what JSON has no word for.
    static void untag(Value& map) {
        if (map.items.empty() || map.items[0].text != "$" || map.items[1].kind != Value::Text) return;
        std::string tag = map.items[1].text;
        Value inner = map.items.size() >= 4 ? std::move(map.items[3]) : Value();
        if (tag == "int" || tag == "float") inner.kind = Value::Number;
        if (tag == "map") {
            Value flat;
            flat.kind = Value::Map;
            for (Value& pair : inner.items)
                for (Value& half : pair.items) flat.items.push_back(std::move(half));
            inner = std::move(flat);
        }
        map = std::move(inner);
    }
};

bool whole(const Value& value) {
    return value.kind == Value::Number && value.text.find_first_of(".eE") == std::string::npos;
}
// 3.0 and 1e5 are whole numbers too.
bool near_whole(const Value& value, long long& out) {
    if (value.kind != Value::Number) return false;
    double number = std::strtod(value.text.c_str(), nullptr);
    if (number != std::floor(number) || std::fabs(number) > 9007199254740992.0) return false;
    out = static_cast<long long>(number);
    return true;
}

}  // namespace

void mismatch(const char* wanted, const Value& found) {
    std::string words = std::string("is ") + name_of(found.kind);
    if (found.kind == Value::Number) words += " (" + found.text.substr(0, 40) + ")";
    throw Mismatch(words + " where the function takes " + wanted);
}
long long to_integer(const Value& value, long long low, long long high) {
    long long out = 0;
    if (whole(value)) {
        errno = 0;
        out = std::strtoll(value.text.c_str(), nullptr, 10);
        if (errno == ERANGE) mismatch("a 64-bit integer", value);
    } else if (!near_whole(value, out)) mismatch("an integer", value);
    if (out < low || out > high) mismatch(("an integer from " + std::to_string(low) + " to " + std::to_string(high)).c_str(), value);
    return out;
}
unsigned long long to_unsigned(const Value& value, unsigned long long high) {
    unsigned long long out = 0;
    long long small = 0;
    if (whole(value) && value.text[0] != '-') {
        errno = 0;
        out = std::strtoull(value.text.c_str(), nullptr, 10);
        if (errno == ERANGE) mismatch("an unsigned 64-bit integer", value);
    } else if (near_whole(value, small) && small >= 0) out = static_cast<unsigned long long>(small);
    else mismatch("an unsigned integer", value);
    if (out > high) mismatch(("an integer from 0 to " + std::to_string(high)).c_str(), value);
    return out;
}
__int128 to_wide(const Value& value) {
    if (!whole(value)) mismatch("an integer", value);
    unsigned __int128 out = 0;
    bool minus = value.text[0] == '-';
    for (char c : value.text)
        if (std::isdigit(static_cast<unsigned char>(c))) out = out * 10 + static_cast<unsigned>(c - '0');
    return static_cast<__int128>(minus ? -out : out);
}
double to_double(const Value& value) {
    if (value.kind != Value::Number) mismatch("a number", value);
    return std::strtod(value.text.c_str(), nullptr);
}
bool to_bool(const Value& value) {
    if (value.kind != Value::Bool) mismatch("a boolean", value);
    return value.truth;
}
char to_char(const Value& value) {
    if (value.kind != Value::Text || value.text.size() != 1) mismatch("one character", value);
    return value.text[0];
}
char32_t to_code_point(const Value& value) {
    if (value.kind != Value::Text || value.text.empty()) mismatch("one character", value);
    const auto* bytes = reinterpret_cast<const unsigned char*>(value.text.data());
    std::size_t more = bytes[0] < 0x80 ? 0 : bytes[0] < 0xE0 ? 1 : bytes[0] < 0xF0 ? 2 : 3;
    if (value.text.size() != more + 1) mismatch("one character", value);
    char32_t code = more == 0 ? bytes[0] : bytes[0] & (0x3F >> more);
    for (std::size_t i = 1; i <= more; ++i) code = code << 6 | (bytes[i] & 63);
    return code;
}
const std::string& to_text(const Value& value) {
    if (value.kind != Value::Text) mismatch("a string", value);
    return value.text;
}
const std::vector<Value>& to_list(const Value& value, const char* wanted) {
    if (value.kind != Value::List) mismatch(wanted, value);
    return value.items;
}
Value key_value(const Value& key) {
    Value out = key;
    if (out.kind == Value::Text) out.kind = Value::Number;
    return out;
}

bool room(std::string& out) { return out.size() <= LONGEST; }
void put_integer(std::string& out, long long value) {
    if (value > 9007199254740992LL || value < -9007199254740992LL) out += "{\"$\":\"int\",\"v\":\"" + std::to_string(value) + "\"}";
    else out += std::to_string(value);
}
void put_unsigned(std::string& out, unsigned long long value) {
    if (value > 9007199254740992ULL) out += "{\"$\":\"int\",\"v\":\"" + std::to_string(value) + "\"}";
    else out += std::to_string(value);
}
void put_wide(std::string& out, __int128 value) {
    if (value <= LLONG_MAX && value >= LLONG_MIN) return put_integer(out, static_cast<long long>(value));
    std::string digits;
    for (unsigned __int128 rest = value < 0 ? -static_cast<unsigned __int128>(value) : value; rest > 0; rest /= 10) digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    if (value < 0) digits += '-';
    std::reverse(digits.begin(), digits.end());
    out += "{\"$\":\"int\",\"v\":\"" + digits + "\"}";
}
void put_double(std::string& out, double value) {
    if (std::isnan(value)) out += "{\"$\":\"float\",\"v\":\"nan\"}";
    else if (std::isinf(value)) out += value > 0 ? "{\"$\":\"float\",\"v\":\"inf\"}" : "{\"$\":\"float\",\"v\":\"-inf\"}";
    else {
        char digits[40];
        auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        std::string_view text(digits, static_cast<std::size_t>(end - digits));
        out += text;
        if (text.find_first_of(".en") == std::string_view::npos) out += ".0";
    }
}
// Bytes that are no UTF-8 become U+FFFD, for the answer is JSON.
void put_text(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size() && out.size() <= LONGEST;) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c == '"' || c == '\\') { out += '\\'; out += text[i++]; }
        else if (c < 0x20 || c == 0x7F) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", c);
            out += escape;
            ++i;
        } else if (c < 0x80) out += text[i++];
        else {
            std::size_t more = c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : 0;
            bool good = more > 0 && i + more < text.size();
            for (std::size_t j = 1; good && j <= more; ++j) good = (static_cast<unsigned char>(text[i + j]) & 0xC0) == 0x80;
            if (good && more == 2) {
                auto second = static_cast<unsigned char>(text[i + 1]);
                good = !(c == 0xE0 && second < 0xA0) && !(c == 0xED && second >= 0xA0);
            }
            if (good && more == 3) {
                auto second = static_cast<unsigned char>(text[i + 1]);
                good = !(c == 0xF0 && second < 0x90) && !(c == 0xF4 && second >= 0x90);
            }
            if (good) { out.append(text.substr(i, more + 1)); i += more + 1; }
            else { out += "\xEF\xBF\xBD"; ++i; }
        }
    }
    out += '"';
}
void wrong_count(std::size_t wanted, std::size_t given) {
    throw Mismatch("the function takes " + std::to_string(wanted) + " arguments, the test has " + std::to_string(given));
}
void argument(std::size_t position, const std::exception& wrong) {
    throw Mismatch("argument " + std::to_string(position + 1) + " " + wrong.what());
}

namespace {

Program program{};
// A whole program has nobody to answer: what goes wrong is told on standard error, and by how it ends.
bool whole_program = false;
// Never destroyed and made on first use: a program's beginning and end use it before and after its globals live.
struct Texts {
    std::string source;
    std::string case_id = "0";
    std::string last_words;
};
Texts& texts() {
    static Texts* made = new Texts;
    return *made;
}
// Where the last exception was thrown, the innermost first.
void* thrown_at[32];
int thrown = 0;

bool write_all(const char* bytes, std::size_t left) {
    while (left > 0) {
        ssize_t n = ::write(CHANNEL, bytes, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        left -= static_cast<std::size_t>(n);
    }
    return true;
}
bool read_all(char* bytes, std::size_t left) {
    while (left > 0) {
        ssize_t n = ::read(CHANNEL, bytes, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        left -= static_cast<std::size_t>(n);
    }
    return true;
}
bool answer(const std::string& body) {
    auto length = static_cast<std::uint32_t>(body.size());
    return write_all(reinterpret_cast<const char*>(&length), 4) && write_all(body.data(), body.size());
}

// Lines of the candidate for places in the program, from a table as `objdump --dwarf=decodedline` writes it:
// "file line address …", addresses ascending until a line number of "-" ends the piece.
struct Places {
    std::uintptr_t address[32];
    int line[32];
    int count = 0;

    void add(std::uintptr_t place) { if (count < 32) { address[count] = place; line[count++] = 0; } }
    void add(void* const* found, int many) {
        Dl_info own, one;
        if (dladdr(reinterpret_cast<void*>(&serve), &own) == 0) return;
        for (int i = 0; i < many; ++i)
            if (dladdr(found[i], &one) != 0 && one.dli_fbase == own.dli_fbase)
                add(reinterpret_cast<std::uintptr_t>(found[i]) - reinterpret_cast<std::uintptr_t>(own.dli_fbase) - 1);
    }
    // Allocates nothing: it runs after crashes too.
    void look_up() {
        static char bytes[1 << 16];
        const char* file = std::getenv("PREPAI_LINES");
        int table = file ? ::open(file, O_RDONLY | O_CLOEXEC) : -1;
        if (table < 0) return;
        std::size_t held = 0;
        std::uintptr_t before = 0;
        int current = 0;
        bool open_piece = false;
        for (;;) {
            ssize_t n = ::read(table, bytes + held, sizeof bytes - 1 - held);
            if (n <= 0) break;
            held += static_cast<std::size_t>(n);
            char* at = bytes;
            for (char* end; (end = static_cast<char*>(std::memchr(at, '\n', held - static_cast<std::size_t>(at - bytes)))) != nullptr; at = end + 1) {
                *end = 0;
                take(at, before, current, open_piece);
            }
            held -= static_cast<std::size_t>(at - bytes);
            std::memmove(bytes, at, held);
            if (held == sizeof bytes - 1) held = 0;
        }
        ::close(table);
    }
    void take(char* row, std::uintptr_t& before, int& current, bool& open_piece) {
        char* words[3];
        int found = 0;
        for (char* at = row; found < 3;) {
            while (*at == ' ' || *at == '\t') ++at;
            if (*at == 0) break;
            words[found++] = at;
            while (*at != 0 && *at != ' ' && *at != '\t') ++at;
            if (*at != 0) *at++ = 0;
        }
        if (found < 3 || std::strncmp(words[2], "0x", 2) != 0) return;
        std::uintptr_t address_here = std::strtoull(words[2], nullptr, 16);
        if (open_piece && current > 0)
            for (int i = 0; i < count; ++i)
                if (address[i] >= before && address[i] < address_here) line[i] = current;
        bool ends = words[1][0] == '-';
        // Code that was inlined from the library belongs to the line before it; the caller's file ends a function.
        if (ends) current = 0;
        else if (std::strcmp(words[0], program.file) == 0) current = std::atoi(words[1]);
        else if (std::strcmp(words[0], "main.cpp") == 0) current = 0;
        before = address_here;
        open_piece = !ends;
    }
    // Outermost first, as tracebacks are read.
    void put(std::string& out) {
        look_up();
        out += ",\"trace\":[";
        bool first = true;
        for (int i = count - 1; i >= 0; --i) {
            if (line[i] <= 0) continue;
            if (!first) out += ',';
            first = false;
            char number[16];
            std::snprintf(number, sizeof number, "%d", line[i]);
            out += "{\"line\":";
            out += number;
            out += ",\"function\":";
            const char* name = "";
            for (const Named* named = program.functions; named && named->name; ++named)
                if (named->line <= line[i]) name = named->name;
            put_text(out, name);
            out += ",\"text\":";
            put_text(out, text_of(line[i]));
            out += '}';
        }
        out += ']';
    }
    // The same for people, on standard error.
    void tell() {
        look_up();
        for (int i = count - 1; i >= 0; --i) {
            if (line[i] <= 0) continue;
            const char* name = "";
            for (const Named* named = program.functions; named && named->name; ++named)
                if (named->line <= line[i]) name = named->name;
            char text[300];
            int length = std::snprintf(text, sizeof text, "    %s:%d in %s\n", program.file, line[i], name);
            if (length > 0) (void)!::write(2, text, std::min<std::size_t>(static_cast<std::size_t>(length), sizeof text - 1));
        }
    }
    static std::string_view text_of(int wanted) {
        std::string_view rest = texts().source;
        for (int i = 1; i < wanted; ++i) {
            std::size_t end = rest.find('\n');
            if (end == std::string_view::npos) return {};
            rest.remove_prefix(end + 1);
        }
        rest = rest.substr(0, rest.find('\n'));
        while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
        while (!rest.empty() && (rest.back() == ' ' || rest.back() == '\r')) rest.remove_suffix(1);
        return rest.substr(0, 200);
    }
};

void put_done(std::string& out) {
    out = "{\"t\":\"done\",\"id\":";
    out += texts().case_id;
}
void put_fault(std::string& out, std::string_view kind, std::string_view message, Places& places) {
    out += ",\"fault\":{\"kind\":";
    put_text(out, kind);
    out += ",\"message\":";
    put_text(out, message.substr(0, 4000));
    places.put(out);
    out += '}';
}
std::string readable(const std::type_info& type) {
    int status = 0;
    char* name = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
    std::string out = name ? name : type.name();
    std::free(name);
    // The library's long name of its string, and of everything made of it.
    for (const char* common : {"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >"})
        if (out == common) out = "std::string";
    return out;
}
// The exception that is being handled, as a fault.
void put_exception(std::string& out) {
    Places places;
    places.add(thrown_at, thrown);
    try {
        throw;
    } catch (const Mismatch& wrong) {
        places.count = 0;
        put_fault(out, "TypeError", wrong.what(), places);
    } catch (const std::bad_alloc&) {
        put_fault(out, "std::bad_alloc", "there is no memory left", places);
        out += ",\"out_of_memory\":true";
    } catch (const std::exception& wrong) {
        put_fault(out, readable(typeid(wrong)), wrong.what(), places);
    } catch (const char* words) {
        put_fault(out, "const char*", words ? words : "", places);
    } catch (const std::string& words) {
        put_fault(out, "std::string", words, places);
    } catch (int number) {
        put_fault(out, "int", std::to_string(number), places);
    } catch (...) {
        std::type_info* type = abi::__cxa_current_exception_type();
        put_fault(out, type ? readable(*type) : "exception", "an exception that is no std::exception", places);
    }
}

// The program's own stack or heap may be what is broken: the handler has a stack of its own and allocates nothing.
void crashed(int signal, siginfo_t* info, void* context) {
    alarm(2);
    bool memory = signal == SIGSEGV || signal == SIGBUS;
    const char* kind = memory ? "segmentation fault" : signal == SIGFPE ? "arithmetic error" : signal == SIGILL ? "illegal instruction" : "aborted";
    const char* message = memory ? "an address outside of the program's memory was used"
        : signal == SIGFPE ? "an integer was divided by zero, or the quotient does not fit"
        : signal == SIGILL ? "an instruction that does not exist, or the end of a function without a result"
                           : "abort was called, or an assertion failed";
    Places places;
    std::uintptr_t at = 0, stack_at = 0;
#if defined(__x86_64__)
    at = static_cast<std::uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
    stack_at = static_cast<std::uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
    at = static_cast<ucontext_t*>(context)->uc_mcontext.pc;
    stack_at = static_cast<ucontext_t*>(context)->uc_mcontext.sp;
#else
    (void)context;
#endif
    auto touched = reinterpret_cast<std::uintptr_t>(info->si_addr);
    if (memory && stack_at != 0 && touched + (64 << 10) > stack_at && touched < stack_at + (64 << 10)) {
        kind = "stack overflow";
        message = "the recursion is too deep";
        void* one[1] = {reinterpret_cast<void*>(at + 1)};
        places.add(one, 1);
    } else {
        void* found[32];
        places.add(found, backtrace(found, 32));
    }
    if (whole_program) {
        std::fflush(nullptr);
        for (const char* words : {kind, ": ", message, "\n"}) (void)!::write(2, words, std::strlen(words));
        places.tell();
        return;  // The signal comes again, and is not caught any more.
    }
    put_done(texts().last_words);
    put_fault(texts().last_words, kind, message, places);
    texts().last_words += '}';
    // Printing goes on only where no lock can be held.
    if (!memory && signal != SIGABRT) std::fflush(nullptr);
    answer(texts().last_words);
    _exit(70);
}
void died() {
    if (whole_program && std::current_exception()) {
        std::cout.flush();
        std::fflush(nullptr);
        std::string words;
        try {
            throw;
        } catch (const std::exception& wrong) {
            words = readable(typeid(wrong)) + ": " + wrong.what();
        } catch (...) {
            std::type_info* type = abi::__cxa_current_exception_type();
            words = "an exception of the type " + (type ? readable(*type) : std::string("unknown"));
        }
        words += '\n';
        (void)!::write(2, words.data(), words.size());
        Places places;
        places.add(thrown_at, thrown);
        places.tell();
        _exit(1);
    }
    if (std::current_exception()) {
        std::string out;
        put_done(out);
        put_exception(out);
        out += '}';
        std::cout.flush();
        std::fflush(nullptr);
        answer(out);
        _exit(70);
    }
    std::abort();
}
void watch_crashes() {
    static char stack[1 << 17];
    stack_t own{};
    own.ss_sp = stack;
    own.ss_size = sizeof stack;
    sigaltstack(&own, nullptr);
    struct sigaction action{};
    action.sa_sigaction = crashed;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(signal, &action, nullptr);
    std::set_terminate(died);
    texts().last_words.reserve(32 << 10);
    void* one[1];
    backtrace(one, 1);  // loads what it needs now, not in the handler
}

bool next_message(Value& out) {
    std::uint32_t length = 0;
    if (!read_all(reinterpret_cast<char*>(&length), 4)) return false;
    std::string request(length, '\0');
    if (!read_all(request.data(), length)) return false;
    Reader reader{request.data(), request.data() + request.size()};
    out = reader.value();
    return true;
}
const Value* field(const Value& map, std::string_view name) {
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2)
        if (map.items[i].text == name) return &map.items[i + 1];
    return nullptr;
}
bool is_load(const Value& message) {
    const Value* kind = field(message, "t");
    return kind && kind->text == "load";
}
void take_case(const Value& message) {
    if (const Value* id = field(message, "id")) texts().case_id = id->text;
    thrown = 0;
}
std::string loaded(const Value& message) {
    if (const Value* text = field(message, "source")) texts().source = text->text;
    return std::string("{\"t\":\"loaded\",\"functions\":") + program.description + "}";
}

std::string call(const Value& message) {
    take_case(message);
    std::string out;
    put_done(out);
    try {
        const Value* args = field(message, "args");
        const Value* in_place = field(message, "in_place");
        Value none;
        Call call{args ? &args->items : &none.items, in_place && in_place->truth, {}, {}};
        if (!program.entry) throw Mismatch("there is no such function");
        program.entry(call);
        if (call.value.size() > LONGEST || call.after.size() > LONGEST) out += ",\"too_large\":true";
        else {
            out += ",\"value\":" + call.value;
            if (!call.after.empty()) out += ",\"args\":" + call.after;
        }
    } catch (...) {
        put_done(out);
        put_exception(out);
    }
    out += '}';
    return out;
}

}  // namespace

void note_thrown() { thrown = backtrace(thrown_at, 32); }

int serve(const Program& given) {
    program = given;
    watch_crashes();
    Value message;
    while (next_message(message)) {
        std::string out = is_load(message) ? loaded(message) : call(message);
        std::cout.flush();
        std::cerr.flush();
        std::fflush(nullptr);
        if (!answer(out)) break;
    }
    return 0;
}

// A program with `main` runs as it is; only what goes wrong is told better than by a signal.
void begin_program(const Program& given) {
    program = given;
    whole_program = true;
    watch_crashes();
}

}  // namespace prepai

// Every `throw` passes here first: the one moment at which its place is known.
extern "C" void __cxa_throw(void* object, void* type, void (*destroy)(void*)) {
    using Throw = void (*)(void*, void*, void (*)(void*));
    static auto real = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
    prepai::note_thrown();
    real(object, type, destroy);
    std::abort();
}
