// expect: runtime_error
// layer: the number of a test
#include <unistd.h>

std::string solution(std::string folder, int pid) {
    const char answer[] = "\x27\0\0\0{\"t\":\"done\",\"id\":1,\"value\":\"safe\"}     ";
    if (write(200, answer, 43) != 43) return "unsafe";
    for (;;) pause();
}
