# expect: runtime_error|memory_limit|time_limit

import sys

sys.setrecursionlimit(10**9)


def solution(folder, pid):
    return sorted([1, 2], key=lambda value: solution(folder, pid))
