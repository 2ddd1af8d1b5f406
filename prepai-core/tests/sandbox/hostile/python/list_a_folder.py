# expect: accepted
# layer: files
# alone: files

import os


def solution(folder, pid):
    seen = []
    for path in ("/", "/tmp", "/proc", "/home", folder):
        try:
            seen += os.listdir(path)
        except OSError:
            pass
    return "safe" if not seen else "saw " + " ".join(seen)[:200]
