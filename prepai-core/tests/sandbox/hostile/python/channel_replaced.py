# expect: runtime_error

import os
import time


def solution(folder, pid):
    os.dup2(0, 200)
    return "safe"
