# expect: time_limit
# layer: watchdog

import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def solution(folder, pid):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
