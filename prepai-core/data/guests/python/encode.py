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
            return self.spend("[") + self.items(list.__iter__(value), depth + 1) + "]"
        if tuple in made:
            return self.spend('{"$":"tuple","v":[') + self.items(tuple.__iter__(value), depth + 2) + "]}"
        if dict in made:
            begun = self.spend('{"$":"map","v":[')
            pairs = [
                "%s%s,%s]" % (self.spend("["), self.any(key, depth + 3), self.any(item, depth + 3))
                for key, item in dict.items(value)
            ]
            return begun + ",".join(pairs) + "]}"
        if set in made:
            return self.spend('{"$":"set","v":[') + self.items(set.__iter__(value), depth + 2) + "]}"
        if frozenset in made:
            return self.spend('{"$":"set","v":[') + self.items(frozenset.__iter__(value), depth + 2) + "]}"
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
            return self.spend("[") + self.items(value, depth + 1) + "]"
        have = getattr(value, "__dict__", None)
        if type(have) is dict or kind.__name__ in ("ListNode", "TreeNode"):
            fields = set(have or getattr(kind, "__slots__", ()))
            if {"val", "next"} <= fields:
                return self.list_node(value, depth)
            if {"val", "left", "right"} <= fields:
                return self.tree_node(value, depth)
        return self.other(value)

    def list_node(self, node, depth):
        begun, values, seen = self.spend('{"$":"list_node","v":['), [], set()
        while node is not None:
            if id(node) in seen:
                return self.spend('{"$":"cycle"}')
            if len(seen) > MAX_NODES:
                raise TooLarge
            seen.add(id(node))
            values.append(self.any(node.val, depth + 2))
            node = node.next
        return begun + ",".join(values) + "]}"

    def tree_node(self, root, depth):
        begun, values, seen, queue = self.spend('{"$":"tree_node","v":['), [], set(), [root]
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
        return begun + ",".join(values) + "]}"


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


