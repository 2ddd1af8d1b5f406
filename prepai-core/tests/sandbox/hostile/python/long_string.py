# expect: memory_limit
# layer: limits

def solution(folder, pid):
    return len("x" * 10**12)
