// expect: accepted
// layer: landlock
#include <unistd.h>

std::string solution(std::string folder, int pid) {
    for (const char* program : {"/bin/sh", "/usr/bin/env", "/usr/bin/id"}) execl(program, program, "-c", "id", nullptr);
    return "safe";
}
