# expect: accepted
# layer: filter, files

import os


def solution(folder, pid):
    for program in ("/bin/sh", "/usr/bin/python3", "/lib64/ld-linux-x86-64.so.2"):
        try:
            os.execv(program, [program, "-c", "echo safe"])
        except OSError:
            pass
    return "safe"
