// expect: compile_error|memory_limit|runtime_error
// layer: limits of the compiler
static char everything[1ull << 40] = {1};

std::string solution(std::string folder, int pid) { return everything[pid] ? "safe" : "unsafe"; }
