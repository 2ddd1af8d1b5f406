# expect: accepted
# layer: filter
# alone: filter

import socket


def solution(folder, pid):
    try:
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    except PermissionError:
        return "safe"
    return "has datagrams"
