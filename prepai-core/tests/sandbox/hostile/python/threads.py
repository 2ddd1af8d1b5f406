# expect: accepted
# layer: filter
# alone: filter

import threading


def solution(folder, pid):
    started = 0
    try:
        for _ in range(50):
            threading.Thread(target=threading.Event().wait, args=(1,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    return "safe" if started == 0 else "started %d" % started
