# expect: accepted

def solution(folder, pid):
    kept = []
    while True:
        try:
            kept.append(bytearray(8 << 20))
        except MemoryError:
            return "safe"
