# expect: accepted
# layer: filter
# alone: filter

import os


def solution(folder, pid):
    try:
        child = os.fork()
    except OSError:
        return "safe"
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "forked"
