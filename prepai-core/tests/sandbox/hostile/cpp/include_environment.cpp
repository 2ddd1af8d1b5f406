// expect: compile_error
// layer: landlock
#include "/proc/self/environ"

std::string solution(std::string folder, int pid) { return "safe"; }
