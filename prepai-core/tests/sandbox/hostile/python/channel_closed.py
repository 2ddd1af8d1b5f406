# expect: runtime_error
# says: channel

import os
import time


def solution(folder, pid):
    os.close(200)
    time.sleep(100)
