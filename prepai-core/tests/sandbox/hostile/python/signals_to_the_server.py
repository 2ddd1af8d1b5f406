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
        "kill": (62, pid, 15),
        "kill 0": (62, pid, 0),
        "kill all": (62, 0, 0),
        "kill everyone": (62, -1, 0),
        "tkill": (200, pid, 15),
        "tgkill": (234, pid, pid, 15),
        "rt_sigqueueinfo": (129, pid, 15, ctypes.create_string_buffer(128)),
        "rt_tgsigqueueinfo": (297, pid, pid, 15, ctypes.create_string_buffer(128)),
        "pidfd_send_signal": (424, 3, 15, 0, 0),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
