// expect: time_limit
// layer: watchdog
// alone: watchdog
#include <unistd.h>

char* solution(char* folder, int pid) {
    for (;;) sleep(1000000);
}
