# expect: accepted
# layer: filter

import resource


def solution(folder, pid):
    raised = []
    for name in ("RLIMIT_DATA", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_NPROC"):
        number = getattr(resource, name)
        soft, hard = resource.getrlimit(number)
        for wanted in ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), (hard, resource.RLIM_INFINITY), (soft, hard)):
            try:
                resource.setrlimit(number, wanted)
                raised.append(name)
            except (OSError, ValueError):
                pass
    return "safe" if not raised else "raised " + ", ".join(raised)
