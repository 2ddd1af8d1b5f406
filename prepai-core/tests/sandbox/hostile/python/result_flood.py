# expect: output_limit

def solution(folder, pid):
    return list(range(1_000_000))
