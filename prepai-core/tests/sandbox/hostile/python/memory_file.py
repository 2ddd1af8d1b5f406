# expect: accepted
# layer: filter
# alone: filter

import os


def solution(folder, pid):
    try:
        os.memfd_create("more")
    except OSError:
        return "safe"
    return "has a file in memory"
