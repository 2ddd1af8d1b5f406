// expect: accepted
// layer: privileges
// alone: privileges
// root: yes
#include <unistd.h>

char* solution(char* folder, int pid) { return getuid() != 0 && geteuid() != 0 ? "safe" : "is root"; }
