"""The Python guest.

The interpreter starts once, loads what interviews import, and then forks one process for each job: `serve` is the side
that forks, `job` the side that runs beside the candidate's program. Whatever a job needs of the language is bound here
by name or default argument; the program may replace every built-in afterwards and forges no more than its own answer.
"""

import _signal
import _socket
import ctypes
import fcntl
import gc
import io
import json
import os
import resource
import select
import signal
import struct
import sys
import types

CHANNEL, LEASH = 200, 201
FILE = "solution.py"
MODULE = "solution"
MAX_DEPTH, MAX_VALUE, MAX_NODES = 100, 1 << 20, 100_000
LARGEST = 1 << 53
# Loaded before the first job: what takes little time and nearly every program needs.
PRELOADED = "abc bisect collections collections.abc copy enum functools heapq itertools math operator re string typing".split()
# Loaded one by one when there is nothing to do, the most wanted first; a program that comes before loads what it needs.
LATER = "random dataclasses datetime contextlib time linecache".split()
# Loaded as well where a program can open no file, and so import nothing more.
ALL = (
    "argparse array asyncio base64 binascii builtins calendar cmath codecs colorsys concurrent.futures contextvars csv decimal difflib dis "
    "errno fnmatch fractions getpass glob graphlib hashlib hmac html http inspect ipaddress json keyword locale logging "
    "mmap multiprocessing multiprocessing.popen_fork numbers pathlib pickle platform posixpath pprint pty queue secrets shlex shutil socket statistics stat struct subprocess sys tempfile textwrap "
    "threading timeit token tokenize traceback types unicodedata unittest urllib.parse uuid warnings weakref zlib zoneinfo"
).split()
# Given back when memory runs out, so that an answer can be made; untouched it costs a fork nothing.
SPARE = [bytearray(1 << 20)]


class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right


