# expect: accepted
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
        "write": (0x40000001, 2, b"x", 1),
        "kill": (0x4000003e, pid, 9),
        "openat": (0x40000101, -100, b"/etc/passwd", 0, 0),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
