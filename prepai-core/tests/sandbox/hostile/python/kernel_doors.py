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
        "bpf": (321, 0, 0, 0),
        "perf_event_open": (298, 0, 0, 0, 0, 0),
        "userfaultfd": (323, 0),
        "keyctl": (250, 0, 0, 0, 0, 0),
        "add_key": (248, 0, 0, 0, 0, 0),
        "kexec_load": (246, 0, 0, 0, 0),
        "init_module": (175, 0, 0, 0),
        "open_by_handle_at": (304, 0, 0, 0),
        "quotactl": (179, 0, 0, 0, 0),
        "syslog": (103, 2, 0, 0),
        "acct": (163, 0),
        "swapon": (167, 0, 0),
        "reboot": (169, 0, 0, 0, 0),
        "personality": (135, 4),
        "modify_ldt": (154, 0, 0, 0),
        "shmget": (29, 0, 4096, 512),
        "msgget": (68, 0, 512),
        "semget": (64, 0, 1, 512),
        "mq_open": (240, 0, 64, 0, 0),
        "fanotify_init": (300, 0, 0),
        "inotify_init": (294, 0),
        "name_to_handle_at": (303, 0, 0, 0, 0, 0),
        "openat2": (437, -100, 0, 0, 0),
        "landlock_create_ruleset": (444, 0, 0, 1),
        "seccomp": (317, 0, 0, 0),
        "clone3": (435, 0, 0),
        "setuid": (105, 0),
        "setgroups": (116, 0, 0),
        "capset": (126, 0, 0),
    }
    done = [name for name, call in calls.items() if not refused(*call)]
    return "safe" if not done else "did " + " ".join(done)
