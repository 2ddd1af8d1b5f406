# expect: runtime_error
# layer: filter
# alone: filter
# only: x86_64
# says: architecture

import ctypes
import mmap

# mov eax, 20; int 0x80; ret: getpid as a 32-bit program asks for it.
CODE = bytes.fromhex("b814000000cd80c3")


def solution(folder, pid):
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    place = libc.mmap(None, 4096, 7, 0x22, -1, 0)
    ctypes.memmove(place, CODE, len(CODE))
    return "pid %d" % ctypes.CFUNCTYPE(ctypes.c_int)(place)()
