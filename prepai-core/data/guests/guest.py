"""The Python guest.

The interpreter starts once, loads what interviews import, and then forks one process for each job: `serve` is the side
that forks, `job` the side that runs beside the candidate's program. Whatever a job needs of the language is bound here
by name or default argument; the program may replace every built-in afterwards and forges no more than its own answer.
"""

import _signal
import _socket
import ctypes
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


# ---- values from JSON ---------------------------------------------------------------------------------------


def decode(value):
    if type(value) is list:
        return [decode(item) for item in value]
    if type(value) is not dict:
        return value
    kind, inner = value.get("$"), value.get("v")
    if kind == "float":
        return float(inner)
    if kind == "int":
        return int(inner)
    if kind == "tuple":
        return tuple(decode(item) for item in inner)
    if kind == "set":
        return {hashable(decode(item)) for item in inner}
    if kind == "map":
        return {hashable(decode(key)): decode(item) for key, item in inner}
    if kind == "bytes":
        import binascii

        return binascii.a2b_base64(inner)
    if kind == "list_node":
        return list_of(inner)
    if kind == "tree_node":
        return tree_of(inner)
    return None


def hashable(value):
    return tuple(hashable(item) for item in value) if type(value) is list else value


def node_class(name, own):
    found = sys.modules[MODULE].__dict__.get(name)
    return found if isinstance(found, type) else own


def list_of(values):
    node = node_class("ListNode", ListNode)
    head = None
    for value in reversed(values):
        made = node(decode(value))
        made.next = head
        head = made
    return head


def tree_of(values):
    node = node_class("TreeNode", TreeNode)
    if not values or values[0] is None:
        return None
    nodes = [node(decode(values[0]))]
    rest = iter(values[1:])
    at = 0
    while at < len(nodes):
        for side in ("left", "right"):
            value = next(rest, None)
            if value is not None:
                made = node(decode(value))
                setattr(nodes[at], side, made)
                nodes.append(made)
        at += 1
    return nodes[0]


def shaped(value, annotation):
    """An argument for a parameter: lists become nodes where its type says so."""
    for name, build in (("ListNode", list_of), ("TreeNode", tree_of)):
        if annotation and name in annotation:
            if type(value) is list:
                if any(word in annotation for word in ("List[", "list[", "Sequence[", "Iterable[")):
                    return [build(item) if type(item) is list else decode(item) for item in value]
                return build(value)
    return decode(value)


# ---- values to JSON -----------------------------------------------------------------------------------------


class TooLarge(Exception):
    pass


class Encoder:
    """Makes JSON of a value without calling what the program could have changed about its type."""

    def __init__(self):
        self.path = []
        self.used = 0

    def text(self, value, dumps=json.encoder.encode_basestring_ascii):
        self.used += len(value)
        if self.used > MAX_VALUE:
            raise TooLarge
        value = str.__str__(value)
        if not value.isascii():
            # A lone surrogate is no character that could be passed on.
            value = value.encode("utf-8", "replace").decode("utf-8")
        return dumps(value)

    def spend(self, text):
        self.used += len(text) + 1
        if self.used > MAX_VALUE:
            raise TooLarge
        return text

    def other(self, value):
        try:
            shown = repr(value)
            if type(shown) is not str:
                shown = "?"
        except Exception:
            shown = "?"
        return '{"$":"other","v":%s}' % self.text(type.__dict__["__name__"].__get__(type(value)) + ": " + shown[:200])

    def items(self, values, depth):
        return ",".join([self.any(value, depth) for value in values])

    def any(self, value, depth=0):
        kind = type(value)
        if value is None:
            return self.spend("null")
        if kind is bool:
            return self.spend("true" if value else "false")
        if kind is int:
            return self.integer(value)
        if kind is str:
            return self.text(value)
        if kind is float:
            return self.number(value)
        if depth >= MAX_DEPTH:
            return self.spend('{"$":"cut"}')
        if any([value is outer for outer in self.path]):
            return self.spend('{"$":"cycle"}')
        self.path.append(value)
        try:
            return self.object(value, kind, depth)
        finally:
            self.path.pop()

    def integer(self, value):
        if -LARGEST <= value <= LARGEST:
            return self.spend(int.__repr__(value))
        if value.bit_length() > MAX_VALUE:
            raise TooLarge
        return self.spend('{"$":"int","v":"%s"}' % int.__repr__(value))

    def number(self, value):
        if value != value:
            return self.spend('{"$":"float","v":"nan"}')
        if value in (float("inf"), float("-inf")):
            return self.spend('{"$":"float","v":"%s"}' % ("inf" if value > 0 else "-inf"))
        return self.spend(float.__repr__(value))

    def object(self, value, kind, depth):
        made = kind.__mro__
        if (list in made or tuple in made) and len(value) * 2 > MAX_VALUE:
            raise TooLarge
        if list in made:
            return "[%s]" % self.items(list.__iter__(value), depth + 1)
        if tuple in made:
            return '{"$":"tuple","v":[%s]}' % self.items(tuple.__iter__(value), depth + 2)
        if dict in made:
            pairs = [
                "[%s,%s]" % (self.any(key, depth + 3), self.any(item, depth + 3)) for key, item in dict.items(value)
            ]
            return '{"$":"map","v":[%s]}' % ",".join(pairs)
        if set in made:
            return '{"$":"set","v":[%s]}' % self.items(set.__iter__(value), depth + 2)
        if frozenset in made:
            return '{"$":"set","v":[%s]}' % self.items(frozenset.__iter__(value), depth + 2)
        if bool in made or int in made:
            return self.integer(int.__index__(value))
        if str in made:
            return self.text(str.__str__(value))
        if float in made:
            return self.number(float.__float__(value))
        if bytes in made or bytearray in made:
            import binascii

            return '{"$":"bytes","v":%s}' % self.text(binascii.b2a_base64(bytes(value), newline=False).decode())
        if kind in LISTS or kind.__name__ in ("deque", "array") and kind.__module__ in ("collections", "array"):
            return "[%s]" % self.items(value, depth + 1)
        have = getattr(value, "__dict__", None)
        if type(have) is dict or kind.__name__ in ("ListNode", "TreeNode"):
            fields = set(have or getattr(kind, "__slots__", ()))
            if {"val", "next"} <= fields:
                return self.list_node(value, depth)
            if {"val", "left", "right"} <= fields:
                return self.tree_node(value, depth)
        return self.other(value)

    def list_node(self, node, depth):
        values, seen = [], set()
        while node is not None:
            if id(node) in seen:
                return self.spend('{"$":"cycle"}')
            if len(seen) > MAX_NODES:
                raise TooLarge
            seen.add(id(node))
            values.append(self.any(node.val, depth + 2))
            node = node.next
        return '{"$":"list_node","v":[%s]}' % ",".join(values)

    def tree_node(self, root, depth):
        values, seen, queue = [], set(), [root]
        for node in queue:
            if node is None:
                values.append("null")
                continue
            if id(node) in seen:
                return self.spend('{"$":"cycle"}')
            if len(seen) > MAX_NODES:
                raise TooLarge
            seen.add(id(node))
            values.append(self.any(node.val, depth + 2))
            queue.append(node.left)
            queue.append(node.right)
        while values and values[-1] == "null":
            values.pop()
        return '{"$":"tree_node","v":[%s]}' % ",".join(values)


LISTS = (
    range,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
    map,
    filter,
    zip,
    enumerate,
    reversed,
    type(iter([])),
    type(reversed([])),
    types.GeneratorType,
)


# ---- what a program has -------------------------------------------------------------------------------------


def function_of(value):
    """The function of the program behind a value, through decorators that say what they wrap."""
    for _ in range(8):
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        elif isinstance(value, types.FunctionType):
            if value.__code__.co_filename == FILE and not hasattr(value, "__wrapped__"):
                return value
            value = getattr(value, "__wrapped__", None)
        elif callable(value) and hasattr(value, "__wrapped__"):
            value = value.__wrapped__
        else:
            return None
    return None


def shown_type(annotation):
    if isinstance(annotation, str):
        return annotation[:200]
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return annotation.__name__
    return str(annotation).replace("typing.", "").replace(MODULE + ".", "")[:200]


def node_type(called):
    """Which nodes a function says that it returns: then None is the empty list, or tree."""
    annotation = shown_type(getattr(called, "__annotations__", {}).get("return"))
    return next((name for name in EMPTY if name in annotation), None)


EMPTY = {"ListNode": '{"$":"list_node","v":[]}', "TreeNode": '{"$":"tree_node","v":[]}'}


def signature(name, function, owner=None, bound=False):
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    if bound:
        names = names[1:]
    annotations = getattr(function, "__annotations__", {})
    parameters = []
    for parameter in names:
        described = {"name": parameter}
        if parameter in annotations:
            described["type"] = shown_type(annotations[parameter])
        parameters.append(described)
    told = {
        "name": name,
        "parameters": parameters,
        "required": max(0, len(names) - len(function.__defaults__ or ())),
        "variadic": bool(code.co_flags & 0x04),
    }
    if owner:
        told["class"] = owner
    return told


def describe(namespace, preset):
    own, solution, others = [], [], []
    for name, value in list(namespace.items()):
        if preset.get(name) is value:
            continue
        if isinstance(value, type):
            if value.__module__ != MODULE:
                continue
            for method, held in list(vars(value).items()):
                function = function_of(held)
                if function is None or method.startswith("__") and method != "__call__":
                    continue
                bound = not isinstance(held, staticmethod)
                (solution if name == "Solution" else others).append(signature(method, function, name, bound))
            continue
        function = function_of(value)
        if function is not None:
            own.append(signature(name, function))
    return {"functions": own + solution + others}


# ---- errors -------------------------------------------------------------------------------------------------


def text_of(value, most):
    try:
        text = str(value)
        return text[:most] if type(text) is str else "?"
    except BaseException:
        return "(no text)"


def fault_of(error, source):
    lines = source.splitlines()
    trace = []

    def add(number, function):
        number = number or 1
        text = lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""
        trace.append({"line": number, "function": function, "text": text})

    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        if code.co_filename == FILE:
            add(at.tb_lineno, "" if code.co_name == "<module>" else code.co_name)
        at = at.tb_next
    if isinstance(error, SyntaxError) and error.filename == FILE and error.lineno:
        add(error.lineno, "")
        message = text_of(error.msg, 4000)
    else:
        message = text_of(error, 4000)
    if len(trace) > 20:
        trace = trace[:10] + trace[-10:]
    return {"kind": type(error).__name__[:100], "message": message, "trace": trace}


# ---- one job ------------------------------------------------------------------------------------------------


class Channel:
    """Frames: four bytes of length, then JSON."""

    def __init__(self, number, read=os.read, write=os.write):
        self.number, self.read, self.write = number, read, write

    def take(self, size):
        parts = []
        while size > 0:
            part = self.read(self.number, min(size, 1 << 20))
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def receive(self, loads=json.loads):
        head = self.take(4)
        if head is None:
            return None
        body = self.take(int.from_bytes(head, "little"))
        return None if body is None else loads(body)

    def send(self, text):
        body = text.encode()
        data = memoryview(len(body).to_bytes(4, "little") + body)
        while data:
            data = data[self.write(self.number, data) :]


class Job:
    def __init__(self, channel):
        self.channel = channel
        self.source = ""
        self.entry = None
        self.namespace = None
        self.types = {}
        self.flushed = (sys.stdout, sys.stderr)
        self.dumps = json.dumps

    def run(self):
        while True:
            message = self.channel.receive()
            if message is None:
                return
            if message["t"] == "load":
                answer = self.load(message)
            elif self.entry == "program":
                answer = self.program(message)
            else:
                answer = self.case(message)
            for stream in (sys.stdout, sys.stderr) + self.flushed:
                try:
                    stream.flush()
                except Exception:
                    pass
            self.channel.send(answer)

    def fresh(self, name):
        module = types.ModuleType(name)
        sys.modules[name] = module
        namespace = module.__dict__
        namespace.update(PRESET)
        return namespace

    def load(self, message):
        self.source, self.entry = message["source"], message["entry"]
        try:
            self.code = compile(self.source, FILE, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            what = "syntax" if not isinstance(error, MemoryError) else "memory"
            return self.failed(what, error)
        if "linecache" in sys.modules:
            lines = self.source.splitlines(True)
            sys.modules["linecache"].cache[FILE] = (len(self.source), None, lines, FILE)
        if self.entry == "program":
            return '{"t":"loaded"}'
        try:
            self.namespace = self.fresh(MODULE)
            exec(self.code, self.namespace)
            described = describe(self.namespace, PRESET)
        except MemoryError as error:
            SPARE.clear()
            return self.failed("memory", error)
        except BaseException as error:
            return self.failed("raised", error)
        for told in described["functions"]:
            kinds = [parameter.get("type") for parameter in told["parameters"]]
            self.types[(told.get("class"), told["name"])] = kinds
        return self.dumps({"t": "loaded", **described})

    def failed(self, what, error):
        return self.dumps({"t": "failed", "what": what, "fault": fault_of(error, self.source)})

    def raised(self, message, error):
        if isinstance(error, MemoryError):
            SPARE.clear()
        told = {"t": "done", "id": message["id"], "fault": fault_of(error, self.source)}
        if isinstance(error, MemoryError):
            told["out_of_memory"] = True
        return self.dumps(told)

    def program(self, message):
        try:
            namespace = self.fresh("__main__")
            try:
                exec(self.code, namespace)
            except SystemExit as error:
                if error.code not in (None, 0, False):
                    for stream in (sys.stdout, sys.stderr):
                        stream.flush()
                    os._exit(error.code & 0xFF if isinstance(error.code, int) else 1)
        except BaseException as error:
            return self.raised(message, error)
        return '{"t":"done","id":%d,"value":null}' % message["id"]

    def case(self, message):
        try:
            target = message.get("target") or self.entry["function"]
            owner, name = target.get("class"), target["name"]
            if owner is None:
                called = self.namespace[name]
            else:
                called = getattr(self.namespace[owner](), name)
            kinds = self.types.get((owner, name), ())
            args = message["args"]
            args = [shaped(value, kinds[at] if at < len(kinds) else None) for at, value in enumerate(args)]
            result = called(*args)
            if isinstance(result, types.CoroutineType):
                import asyncio

                result = asyncio.run(result)
            try:
                encoder = Encoder()
                value = EMPTY.get(node_type(called)) if result is None else None
                value = value or encoder.any(result)
                after = ',"args":[%s]' % encoder.items(args, 1) if message.get("in_place") else ""
            except TooLarge:
                return '{"t":"done","id":%d,"too_large":true}' % message["id"]
            return '{"t":"done","id":%d,"value":%s%s}' % (message["id"], value, after)
        except BaseException as error:
            return self.raised(message, error)


PRESET = {"ListNode": ListNode, "TreeNode": TreeNode}


def preset():
    import typing

    for name in ("Any", "Callable", "DefaultDict", "Deque", "Dict", "FrozenSet", "Generator", "Generic", "Iterable",
                 "Iterator", "List", "Mapping", "NamedTuple", "Optional", "Sequence", "Set", "Tuple", "Type", "TypeVar", "Union"):
        PRESET[name] = getattr(typing, name)


# ---- the side that forks ------------------------------------------------------------------------------------

PR_SET_PDEATHSIG, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 22, 2


class Kernel:
    """The calls of the kernel that Python has no words for, bound before any program is there."""

    def __init__(self, filters):
        self.prctl = ctypes.CDLL(None, use_errno=True).prctl
        self.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        self.kept = [ctypes.create_string_buffer(code, len(code)) for code in filters]
        # struct sock_fprog: a count of instructions and where they are.
        self.programs = [
            ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(kept)))
            for code, kept in zip(filters, self.kept)
        ]

    def end_with_parent(self, parent):
        self.call(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(127)

    def confine(self):
        for program in self.programs:
            self.call(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program))

    def call(self, option, first, second=0):
        if self.prctl(option, first, second, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


LIMITS = {name: getattr(resource, "RLIMIT_" + name.upper()) for name in ("data", "cpu", "fsize", "nofile", "stack")}


def lower(limits):
    for name, value in limits.items():
        number = LIMITS[name]
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            value = min(value, most)
        resource.setrlimit(number, (value, value))


def become_job(order, descriptors, control, parent, kernel):
    """In the new process: descriptors, limits, filter, and then the job."""
    try:
        for number, descriptor in zip((CHANNEL, LEASH, 0, 1, 2), descriptors):
            # The control socket lies where the channel goes; it is closed by that.
            os.dup2(descriptor, number)
        if order["close"]:
            os.closerange(3, CHANNEL)
            os.closerange(LEASH + 1, order["descriptors"])
        if order["death"]:
            kernel.end_with_parent(parent)
        lower(order["limits"])
        for number in (_signal.SIGXFSZ, _signal.SIGCHLD, _signal.SIGINT):
            _signal.signal(number, _signal.SIG_DFL)
        kernel.confine()
    except BaseException as error:
        tell(LEASH, {"t": "refused", "message": text_of(error, 1000)})
        os._exit(127)
    os.close(LEASH)
    sys.setrecursionlimit(50_000)
    gc.enable()
    code = 0
    try:
        Job(Channel(CHANNEL)).run()
    except BaseException:
        code = 70
    os._exit(code)


def receive(control):
    data, extra, _, _ = control.recvmsg(1 << 16, _socket.CMSG_SPACE(5 * 4))
    descriptors = []
    for level, kind, packed in extra:
        if level == _socket.SOL_SOCKET and kind == _socket.SCM_RIGHTS:
            descriptors += struct.unpack("%di" % (len(packed) // 4), packed[: len(packed) // 4 * 4])
    return data, descriptors


def tell(leash, report):
    try:
        os.write(leash, json.dumps(report).encode())
    except OSError:
        # Nobody holds the other end any more, and soon the process is killed for it.
        pass


def wait(children, poll):
    for pid, leash in list(children.items()):
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if not done:
            continue
        report = {
            "t": "exited",
            "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "cpu_us": int((usage.ru_utime + usage.ru_stime) * 1e6),
            "memory": usage.ru_maxrss * 1024,
        }
        del children[pid]
        if leash is not None:
            poll.unregister(leash)
            tell(leash, report)
            os.close(leash)


def serve():
    gc.disable()
    for name in PRELOADED:
        try:
            __import__(name)
        except ImportError:
            pass
    preset()
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(200_000)
    control = _socket.socket(fileno=CHANNEL)
    setup = json.loads(control.recv(1 << 16))
    kernel = Kernel([bytes.fromhex(code) for code in setup["filters"]])
    wakeup, woken = os.pipe()
    os.set_blocking(wakeup, False)
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    # Nothing that a fork inherits is looked at by its collector, which would copy the pages.
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"t": "ready", "version": sys.version.split()[0]}).encode())
    poll = select.poll()
    poll.register(CHANNEL, select.POLLIN)
    poll.register(wakeup, select.POLLIN)
    children, later, parent, forks = {}, list(LATER), os.getpid(), 0
    while True:
        ready = poll.poll(30 if later and not children else None)
        # Where there always is something to do, now and then all the same.
        if later and (not ready or forks % 16 == 15):
            forks += 1
            try:
                __import__(later.pop(0))
            except ImportError:
                pass
            gc.freeze()
        for number, _ in ready:
            if number == wakeup:
                try:
                    os.read(wakeup, 4096)
                except BlockingIOError:
                    pass
            elif number != CHANNEL:
                for pid, leash in children.items():
                    if leash == number:
                        os.kill(pid, signal.SIGKILL)
                        poll.unregister(leash)
                        os.close(leash)
                        children[pid] = None
                        break
        wait(children, poll)
        if not any(number == CHANNEL for number, _ in ready):
            continue
        data, descriptors = receive(control)
        if not data:
            for pid in children:
                os.kill(pid, signal.SIGKILL)
            return
        order = json.loads(data)
        leash = descriptors[1]
        forks += 1
        try:
            pid = os.fork()
        except OSError as error:
            tell(leash, {"t": "refused", "message": str(error)})
            for descriptor in descriptors:
                os.close(descriptor)
            continue
        if pid == 0:
            become_job(order, descriptors, control, parent, kernel)
        children[pid] = leash
        poll.register(leash, select.POLLIN)
        tell(leash, {"t": "launched", "pid": pid})
        for descriptor in descriptors:
            if descriptor != leash:
                os.close(descriptor)


serve()
