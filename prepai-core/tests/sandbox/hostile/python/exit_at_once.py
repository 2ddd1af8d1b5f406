# expect: runtime_error
# says: before it answered

import os


def solution(folder, pid):
    os._exit(0)
