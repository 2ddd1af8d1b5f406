# expect: memory_limit
# layer: limits

def solution(folder, pid):
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
