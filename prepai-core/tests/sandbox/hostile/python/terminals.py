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
        "TIOCSTI": (16, 0, 0x5412, b"x"),
        "TIOCLINUX": (16, 0, 0x541C, b"x"),
        "TIOCSCTTY": (16, 0, 0x540E, 1),
        "TIOCNOTTY": (16, 0, 0x5422, 0),
        "TCSETS": (16, 0, 0x5402, 0),
        "vhangup": (153,),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
