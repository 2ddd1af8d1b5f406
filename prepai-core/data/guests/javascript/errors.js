  // ---- errors ---------------------------------------------------------------------------------------------

  const textOf = (value) => {
    try {
      return StringOf(value);
    } catch {
      return "(no text)";
    }
  };
  /** What an exception says, as JSON. */
  const explain = (error) => {
    if (error === EXIT) return "exit";
    let kind = "Error", message = "", stack = "";
    try {
      if (error !== null && typeof error === "object") {
        kind = textOf(error.name || (error.constructor && error.constructor.name) || "Error");
        message = textOf(error.message === undefined ? shown(error, 1, []) : error.message);
        stack = textOf(error.stack === undefined ? "" : error.stack);
      } else {
        kind = "Uncaught";
        message = shown(error, 1, []);
      }
    } catch {
      message = "(an error that cannot be read)";
    }
    const text = (value, most) => stringify(wellFormed(slice(value, 0, most)));
    return '{"kind":' + text(kind, 100) + ',"message":' + text(message, 4000) + ',"stack":' + text(stack, 16000) + "}";
  };
  const isExit = (error) => error === EXIT;

  return { __proto__: null, call, describe, encode, encodeAll, explain, globals, isExit, exitCode: () => exitCode ?? process.exitCode ?? 0, tick };
});
