# expect: time_limit
# layer: watchdog

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def solution(folder, pid):
    raise Endless
