# expect: wrong_answer

def solution(folder, pid):
    deep = []
    for _ in range(200_000):
        deep = [deep]
    return deep
