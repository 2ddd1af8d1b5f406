# expect: runtime_error
# says: recursion

def solution(folder, pid):
    return solution(folder, pid)
