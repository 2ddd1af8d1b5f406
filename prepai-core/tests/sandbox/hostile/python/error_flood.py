# expect: output_limit

import sys


def solution(folder, pid):
    while True:
        sys.stderr.write("x" * 1000)
