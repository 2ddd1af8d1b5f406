# expect: memory_limit
# layer: limits
# says: emory

def solution(folder, pid):
    block = bytearray(420 << 20)
    return "had %d MB" % (len(block) >> 20)
