// expect: accepted
// layer: descriptors
// alone: descriptors
#include <unistd.h>

char* solution(char* folder, int pid) {
    char found[64];
    for (int number = 3; number < 1024; ++number) {
        // The guest's own channel.
        if (number == 200) continue;
        lseek(number, 0, SEEK_SET);
        if (read(number, found, sizeof found) > 0) return "read";
    }
    return "safe";
}
