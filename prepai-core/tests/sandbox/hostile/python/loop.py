# expect: time_limit
# layer: watchdog

def solution(folder, pid):
    while True:
        pass
