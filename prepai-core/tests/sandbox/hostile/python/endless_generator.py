# expect: output_limit
# layer: watchdog

def solution(folder, pid):
    while True:
        yield 1
