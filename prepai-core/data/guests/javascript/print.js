  // ---- what is printed ------------------------------------------------------------------------------------

  const shown = (value, depth, seen) => {
    switch (typeof value) {
      case "string":
        return depth === 0 ? value : search(value, "'") < 0 ? "'" + value + "'" : stringify(value);
      case "bigint":
        return bigText(value) + "n";
      case "symbol":
        return SymbolText(value);
      case "function":
        return startsWith(sourceOf(value), "class") ? "[class " + value.name + "]" : "[Function: " + (value.name || "(anonymous)") + "]";
      case "object":
        break;
      default:
        return value === 0 && 1 / value < 0 ? "-0" : StringOf(value);
    }
    if (value === null) return "null";
    if (value instanceof ErrorClass) return StringOf(value.stack ? value.name + ": " + value.message : value);
    for (let i = 0; i < seen.length; i++) if (seen[i] === value) return "[Circular *1]";
    if (depth > 3) return isArray(value) ? "[Array]" : "[Object]";
    put(seen, value);
    const parts = [];
    const inner = (item) => shown(item, depth + 1, seen);
    let open = "{", close = "}", prefix = "";
    if (isArray(value) || (isView(value) && is(value, typedLength))) {
      open = "[";
      close = "]";
      if (!isArray(value)) prefix = value.constructor.name + "(" + value.length + ") ";
      for (let i = 0; i < value.length && i < 100; i++) put(parts, inner(value[i]));
      if (value.length > 100) put(parts, "... " + (value.length - 100) + " more items");
    } else if (isMap(value)) {
      prefix = "Map(" + mapSize(value) + ") ";
      mapForEach(value, (item, key) => put(parts, inner(key) + " => " + inner(item)));
    } else if (isSet(value)) {
      prefix = "Set(" + setSize(value) + ") ";
      setForEach(value, (item) => put(parts, inner(item)));
    } else if (is(value, dateText)) {
      seen.length--;
      return dateText(value);
    } else {
      const proto = getPrototypeOf(value);
      const name = proto === null ? "[Object: null prototype]" : proto.constructor && proto.constructor.name;
      if (name && name !== "Object") prefix = name + " ";
      const names = keysOf(value);
      for (let i = 0; i < names.length; i++) {
        const plain = exec(/^[A-Za-z_$][\w$]*$/, names[i]) !== null;
        put(parts, (plain ? names[i] : shown(names[i], 1, seen)) + ": " + inner(value[names[i]]));
      }
    }
    seen.length--;
    if (parts.length === 0) return prefix + open + close;
    const line = join(parts, ", ");
    if (line.length <= 72) return prefix + open + " " + line + " " + close;
    return prefix + open + "\n  " + join(parts, ",\n  ") + "\n" + close;
  };
  const format = (items) => {
    let out = "";
    let start = 0;
    if (items.length > 1 && typeof items[0] === "string" && search(items[0], "%") >= 0) {
      const text = items[0];
      start = 1;
      for (let i = 0; i < text.length; i++) {
        const next = text[i + 1];
        if (text[i] === "%" && next === "%") (out += "%"), i++;
        else if (text[i] === "%" && next !== undefined && search("sdifjoO", next) >= 0 && start < items.length) {
          const item = items[start++];
          out += next === "d" || next === "i" ? StringOf(NumberOf(item)) : next === "j" ? stringify(item) : shown(item, next === "s" ? 0 : 1, []);
          i++;
        } else out += text[i];
      }
    }
    for (let i = start; i < items.length; i++) out += (i === 0 ? "" : " ") + shown(items[i], 0, []);
    return out;
  };
  const print = (...items) => host.write(1, format(items) + "\n");
  const complain = (...items) => host.write(2, format(items) + "\n");
  const hidden = (target, name, value) =>
    defineProperty(target, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
  hidden(globalThis, "console", {
    log: print, info: print, debug: print, error: complain, warn: complain, trace: complain, dir: (item) => print(item),
    table: print, group: print, groupEnd() {}, time() {}, timeEnd() {}, timeLog() {}, assert(holds, ...rest) {
      if (!holds) complain("Assertion failed", ...rest);
    }, count() {},
  });

