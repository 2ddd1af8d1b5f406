# expect: accepted
# layer: descriptors
# alone: descriptors

import os


def solution(folder, pid):
    found = []
    for number in range(3, 1024):
        if number == 200:
            continue
        try:
            os.lseek(number, 0, 0)
            found.append(os.read(number, 100))
        except OSError:
            pass
    return "safe" if not found else "read %r" % found[:3]
