// expect: accepted
// layer: seccomp
#include <thread>

std::string solution(std::string folder, int pid) {
    try {
        std::thread([] { for (;;) {} }).detach();
    } catch (const std::system_error&) {
        return "safe";
    }
    return "a thread runs";
}
