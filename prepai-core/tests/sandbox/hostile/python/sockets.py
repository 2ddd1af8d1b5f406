# expect: accepted
# layer: filter
# alone: filter

import socket


def solution(folder, pid):
    made = []
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16, 17, 31, 38, 40, 44):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                socket.socket(family, kind)
                made.append(f"{family}/{kind}")
            except OSError as error:
                if error.errno not in (1, 13):
                    made.append(f"{family}/{kind}: {error}")
    return "safe" if not made else "made " + " ".join(made)[:200]
