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
        "F_SETOWN": (72, 200, 8, pid),
        "F_SETOWN_EX": (72, 200, 15, ctypes.create_string_buffer(8)),
        "F_SETSIG": (72, 200, 10, 9),
        "F_SETPIPE_SZ": (72, 0, 1031, 1 << 20),
        "F_NOTIFY": (72, 0, 1026, 1),
        "F_SETLEASE": (72, 0, 1024, 0),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
