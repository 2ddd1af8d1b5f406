# expect: runtime_error

import sys


def solution(folder, pid):
    sys.exit(0)
