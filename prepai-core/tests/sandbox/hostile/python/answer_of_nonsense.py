# expect: runtime_error

import os


def solution(folder, pid):
    os.write(200, b"\x05\x00\x00\x00hello")
    return "safe"
