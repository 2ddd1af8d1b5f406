// Faults, crashes, and the loop over the calls.
namespace prepai {

namespace {

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
