# expect: accepted
# layer: filter
# alone: filter

import multiprocessing
import subprocess


def attempt(what, *arguments):
    try:
        what(*arguments)
        return True
    except OSError:
        return False


def solution(folder, pid):
    done = [attempt(subprocess.run, ["/bin/true"]), attempt(multiprocessing.Process(target=print).start)]
    return "safe" if not any(done) else "started"
