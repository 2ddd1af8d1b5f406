# expect: output_limit
# layer: limits, watchdog

import os


def solution(folder, pid):
    while True:
        os.write(1, b"x" * 65536)
