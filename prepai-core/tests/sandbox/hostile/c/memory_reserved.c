// expect: accepted
// layer: limits
// alone: limits
#include <sys/mman.h>

char* solution(char* folder, int pid) {
    // Not touched, so nobody who looks at resident memory sees it.
    void* much = mmap(0, 1L << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return much == MAP_FAILED ? "safe" : "has a gigabyte";
}
