# expect: output_limit

def solution(folder, pid):
    return "x" * (3 << 20)
