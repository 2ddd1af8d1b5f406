// expect: compile_error
// layer: landlock
#include "/etc/passwd"

std::string solution(std::string folder, int pid) { return "safe"; }
