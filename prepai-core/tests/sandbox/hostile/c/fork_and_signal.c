// expect: accepted
// layer: filter
// alone: filter
#include <signal.h>
#include <unistd.h>

char* solution(char* folder, int pid) {
    if (fork() >= 0) return "forked";
    if (kill(pid, SIGKILL) == 0 || kill(getppid(), SIGKILL) == 0) return "signalled";
    char* words[] = {"/bin/sh", 0};
    execv(words[0], words);
    return "safe";
}
