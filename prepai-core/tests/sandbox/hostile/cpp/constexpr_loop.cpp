// expect: compile_error
// layer: limits of the compiler
constexpr long forever() {
    long turns = 0;
    for (;;) turns++;
    return turns;
}
static_assert(forever() > 0, "");

std::string solution(std::string folder, int pid) { return "safe"; }
