# expect: accepted
# layer: limits
# alone: limits

import mmap


def solution(folder, pid):
    # Not touched, so nobody who looks at resident memory sees it.
    try:
        mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except (OSError, ValueError):
        return "safe"
    return "has a gigabyte"
