// expect: accepted
// layer: files
// alone: files
#include <stdio.h>

static int opens(const char* path) {
    FILE* file = fopen(path, "r");
    return file != NULL;
}

char* solution(char* folder, int pid) {
    char path[4096];
    snprintf(path, sizeof path, "%s/secret", folder);
    if (opens(path) || opens("/etc/passwd") || opens("/proc/self/environ")) return "read";
    snprintf(path, sizeof path, "%s/planted", folder);
    FILE* file = fopen(path, "w");
    return file == NULL ? "safe" : "written";
}
