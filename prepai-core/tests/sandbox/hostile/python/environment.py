# expect: accepted
# layer: environment
# alone: environment

import os


def solution(folder, pid):
    left = sorted(set(os.environ) - {"LC_CTYPE"})
    return "safe" if not left else "has " + ", ".join(left)[:200]
