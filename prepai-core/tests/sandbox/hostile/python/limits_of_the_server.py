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
        "prlimit64 of another": (302, pid, 7, 0, ctypes.create_string_buffer(16)),
        "prlimit64 set": (302, 0, 7, ctypes.create_string_buffer(16), 0),
        "setrlimit": (160, 7, ctypes.create_string_buffer(16)),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
