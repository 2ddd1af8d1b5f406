# expect: time_limit|memory_limit
# layer: watchdog, limits

def solution(folder, pid):
    return 9 ** 9 ** 9 ** 9
