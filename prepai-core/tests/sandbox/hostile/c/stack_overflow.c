// expect: runtime_error|memory_limit
// layer: limits
static int deep(volatile int n) {
    volatile char room[4096];
    room[n & 4095] = 1;
    return deep(n + 1) + room[0];
}

char* solution(char* folder, int pid) { return deep(0) ? "deep" : "safe"; }
