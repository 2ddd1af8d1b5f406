# expect: wrong_answer|runtime_error

import builtins
import json
import os

for name in ("len", "isinstance", "type", "repr", "str", "int", "list", "dict", "set", "sorted", "print", "open", "Exception"):
    setattr(builtins, name, lambda *arguments, **named: "safe")
json.dumps = json.loads = json.JSONEncoder = lambda *arguments, **named: '{"t":"done","id":0,"value":"safe"}'
json.encoder.encode_basestring_ascii = lambda text: '"safe"'
os.write = os.read = lambda *arguments: b""


def solution(folder, pid):
    return "not safe"
