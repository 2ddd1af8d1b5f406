# expect: accepted
# alone: filter
# layer: filter
# only: x86_64

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def refused(number, *arguments):
    """Whether the kernel's filter refuses a call, which it answers with EPERM."""
    ctypes.set_errno(0)
    arguments = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    result = libc.syscall(ctypes.c_long(number), *arguments)
    return result == -1 and ctypes.get_errno() in (1, 38)


def solution(folder, pid):
    calls = {
        "ptrace attach": (101, 16, pid, 0, 0),
        "ptrace seize": (101, 0x4206, pid, 0, 0),
        "ptrace traceme": (101, 0, 0, 0, 0),
        "process_vm_readv": (310, pid, 0, 0, 0, 0, 0),
        "process_vm_writev": (311, pid, 0, 0, 0, 0, 0),
        "pidfd_open": (434, pid, 0),
        "pidfd_getfd": (438, 3, 0, 0),
        "kcmp": (312, pid, pid, 0, 0, 0),
        "process_madvise": (440, 3, 0, 0, 0, 0),
        "sched_setscheduler": (144, pid, 0, 0),
        "setpriority": (141, 0, pid, 10),
        "setpgid": (109, pid, 0),
        "setsid": (112,),
        "migrate_pages": (256, pid, 0, 0, 0),
        "move_pages": (279, pid, 0, 0, 0, 0, 0),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
