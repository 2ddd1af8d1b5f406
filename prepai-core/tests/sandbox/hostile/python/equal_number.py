# expect: wrong_answer
# returns: 7

class Any(int):
    def __eq__(self, other):
        return True

    def __index__(self):
        return 7

    def __repr__(self):
        return "7"


def solution(folder, pid):
    return Any(1)
