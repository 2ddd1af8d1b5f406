# expect: accepted
# layer: filter, files

import os


def solution(folder, pid):
    done = []
    for path in (folder + "/planted.txt", "/tmp/prepai-planted.txt", "/dev/shm/prepai-planted.txt", "/var/tmp/prepai-planted.txt"):
        for flags in (os.O_WRONLY | os.O_CREAT, os.O_RDWR | os.O_CREAT | os.O_TRUNC, os.O_APPEND | os.O_CREAT):
            try:
                os.close(os.open(path, flags, 0o666))
                done.append(path)
            except OSError:
                pass
    return "safe" if not done else "wrote " + " ".join(done)
