# expect: accepted

import builtins
import collections
import sys

builtins.sorted = lambda values: "spoiled"
collections.deque = None
sys.setrecursionlimit(50)
sys.modules["math"] = None
print("left over", end="")


def solution(folder, pid):
    return "safe"
