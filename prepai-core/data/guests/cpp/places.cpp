// What is printed and answered, and the lines of the candidate.
namespace prepai {

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

}  // namespace

}  // namespace prepai
