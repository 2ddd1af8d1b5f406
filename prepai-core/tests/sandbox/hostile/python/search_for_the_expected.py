# expect: wrong_answer
# returns: "needle-8731"

import gc
import sys


def texts():
    for thing in gc.get_objects():
        try:
            if isinstance(thing, dict):
                yield from (str(value) for value in list(thing.values()) if isinstance(value, str))
            elif isinstance(thing, (list, tuple)):
                yield from (value for value in thing if isinstance(value, str))
        except Exception:
            pass
    frame = sys._getframe()
    while frame is not None:
        yield from (str(value) for value in frame.f_locals.values() if isinstance(value, str))
        frame = frame.f_back


def solution(folder, pid):
    for text in texts():
        at = text.find("needle" + "-")
        if at >= 0:
            return text[at : at + 11]
    return "nothing"
