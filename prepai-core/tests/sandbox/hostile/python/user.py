# expect: accepted
# layer: privileges
# alone: privileges
# root: yes

import os


def solution(folder, pid):
    return "safe" if os.getuid() != 0 and os.geteuid() != 0 and not os.getgroups() else "is root"
