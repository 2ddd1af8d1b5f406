# expect: accepted
# layer: files
# alone: files

import sys


def solution(folder, pid):
    sys.path.insert(0, folder)
    try:
        import planted
    except ImportError:
        return "safe"
    return planted.VALUE
