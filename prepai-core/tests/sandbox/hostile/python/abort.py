# expect: runtime_error

import os


def solution(folder, pid):
    os.abort()
