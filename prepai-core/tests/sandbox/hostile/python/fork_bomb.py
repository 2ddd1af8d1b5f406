# expect: accepted
# layer: filter

import os


def solution(folder, pid):
    while True:
        try:
            os.fork()
        except OSError:
            return "safe"
