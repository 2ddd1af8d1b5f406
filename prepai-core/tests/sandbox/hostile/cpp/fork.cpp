// expect: accepted
// layer: seccomp
#include <sys/types.h>
#include <unistd.h>

std::string solution(std::string folder, int pid) {
    for (int i = 0; i < 100; ++i) {
        if (fork() >= 0) return "forked";
    }
    return "safe";
}
