# expect: accepted

import atexit


class Late:
    def __del__(self):
        while True:
            pass


late = Late()
atexit.register(late.__del__)


def solution(folder, pid):
    return "safe"
