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


