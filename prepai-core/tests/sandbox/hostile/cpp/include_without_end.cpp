// expect: compile_error
// layer: landlock
#include "/dev/zero"

std::string solution(std::string folder, int pid) { return "safe"; }
