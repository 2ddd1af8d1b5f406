# expect: accepted
# layer: filter
# alone: filter

import os


def solution(folder, pid):
    done = []
    for call in (os.chroot, os.chdir):
        try:
            call(folder)
            done.append(call.__name__)
        except OSError:
            pass
    return "safe" if not done else "did " + " ".join(done)
