# expect: accepted
# layer: filter
# alone: filter

import mmap


def solution(folder, pid):
    try:
        kept = mmap.mmap(-1, 512 << 20)
    except (OSError, ValueError):
        return "safe"
    kept[0] = 1
    return "has shared memory"
