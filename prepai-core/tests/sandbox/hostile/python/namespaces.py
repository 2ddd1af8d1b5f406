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
        "mount": (165, 0, 0, 0, 0, 0),
        "umount2": (166, 0, 0),
        "unshare": (272, 0x10000000),
        "setns": (308, 3, 0),
        "pivot_root": (155, 0, 0),
        "chroot": (161, b"/"),
        "fsopen": (430, 0, 0),
        "move_mount": (429, 0, 0, 0, 0, 0),
        "open_tree": (428, -100, 0, 0),
        "mount_setattr": (442, 0, 0, 0, 0, 0),
        "sethostname": (170, b"x", 1),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
