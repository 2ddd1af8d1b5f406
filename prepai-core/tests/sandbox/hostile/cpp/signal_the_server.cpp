// expect: accepted
// layer: seccomp
#include <csignal>
#include <sys/resource.h>

std::string solution(std::string folder, int pid) {
    rlimit none{0, 0};
    if (kill(pid, SIGKILL) == 0) return "killed";
    if (prlimit(pid, RLIMIT_NOFILE, &none, nullptr) == 0) return "limited";
    return "safe";
}
