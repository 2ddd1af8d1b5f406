# expect: wrong_answer|runtime_error

class Odd:
    def __repr__(self):
        raise KeyboardInterrupt

    def __getattr__(self, name):
        return self


def solution(folder, pid):
    return Odd()
