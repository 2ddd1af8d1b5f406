// The part of the guest that depends on no candidate, in three files: JSON and numbers, places of the program, the loop over the calls.
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
void wrong_count(std::size_t least, std::size_t most, std::size_t given) {
    std::string wanted = least == most ? std::to_string(most) : std::to_string(least) + " to " + std::to_string(most);
    throw Mismatch("the function takes " + wanted + " arguments, the test has " + std::to_string(given));
}
void argument(std::size_t position, const std::exception& wrong) {
    throw Mismatch("argument " + std::to_string(position + 1) + " " + wrong.what());
}

}  // namespace prepai
