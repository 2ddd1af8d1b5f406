// expect: compile_error
// layer: files
#include "/etc/passwd"

char* solution(char* folder, int pid) { return "safe"; }
