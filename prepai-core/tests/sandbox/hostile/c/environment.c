// expect: accepted
// layer: environment
// alone: environment
#include <string.h>

extern char** environ;

char* solution(char* folder, int pid) {
    for (char** one = environ; *one; ++one) {
        // Where the guest finds the lines of the program.
        if (strncmp(*one, "PREPAI_LINES=", 13) != 0) return *one;
    }
    return "safe";
}
