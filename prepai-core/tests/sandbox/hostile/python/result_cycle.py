# expect: wrong_answer
# says: itself

def solution(folder, pid):
    loop = []
    loop.append(loop)
    return loop
