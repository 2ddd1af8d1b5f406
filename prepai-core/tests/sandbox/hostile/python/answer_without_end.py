# expect: output_limit

import os


def solution(folder, pid):
    os.write(200, b"\xff\xff\xff\x7f")
    return "safe"
