# expect: runtime_error
# says: segmentation

import ctypes


def solution(folder, pid):
    return ctypes.string_at(0)
