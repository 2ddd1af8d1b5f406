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


