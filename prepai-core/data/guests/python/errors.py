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


