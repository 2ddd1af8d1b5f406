# expect: output_limit

import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def solution(folder, pid):
    while True:
        try:
            os.write(1, b"x" * 65536)
        except OSError:
            pass
