# expect: wrong_answer

class Equal(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __str__(self):
        return "safe"

    __repr__ = __str__


def solution(folder, pid):
    return Equal("not safe")
