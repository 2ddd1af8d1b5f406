# expect: time_limit
# layer: watchdog

import re


def solution(folder, pid):
    return re.match(r"(a+)+$", "a" * 60 + "b")
