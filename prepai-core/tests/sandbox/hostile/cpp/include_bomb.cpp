// expect: compile_error
// layer: limits of the compiler
#include "solution.cpp"
#include "solution.cpp"

std::string solution(std::string folder, int pid) { return "safe"; }
