# expect: output_limit
# layer: limits, watchdog

def solution(folder, pid):
    while True:
        print("x" * 1000)
