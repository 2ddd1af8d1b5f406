# expect: time_limit
# layer: watchdog
# alone: watchdog

import time


def solution(folder, pid):
    time.sleep(10**6)
