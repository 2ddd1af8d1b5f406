  // ---- values to JSON -------------------------------------------------------------------------------------

  const TOO_LARGE = {};
  const encoder = () => {
    const path = [];
    let used = 0;
    const spend = (text) => {
      used += text.length;
      if (used > MAX_VALUE) throw TOO_LARGE;
      return text;
    };
    const quoted = (text) => {
      if (text.length > MAX_VALUE) throw TOO_LARGE;
      return spend(stringify(wellFormed(text)));
    };
    const other = (value, text) => '{"$":"other","v":' + quoted(slice(text, 0, 200)) + "}";
    const list = (size, at, depth) => {
      if (size * 2 > MAX_VALUE) throw TOO_LARGE;
      let out = spend("[");
      for (let i = 0; i < size; i++) out += (i === 0 ? "" : spend(",")) + any(at(i), depth + 1);
      return out + "]";
    };
    const map = (each, depth) => {
      let out = spend('{"$":"map","v":['), first = true;
      each((key, value) => {
        out += spend(first ? "[" : ",[") + any(key, depth + 3) + spend(",") + any(value, depth + 3) + "]";
        first = false;
      });
      return out + "]}";
    };
    const nodes = (head, depth) => {
      const seen = new SetClass();
      let out = "", count = 0;
      for (let node = head; node !== null && node !== undefined; node = node.next) {
        const before = setSize(seen);
        setAdd(seen, node);
        if (setSize(seen) === before) return '{"$":"cycle"}';
        if (++count > MAX_NODES) throw TOO_LARGE;
        out += (out === "" ? "" : spend(",")) + any(node.val, depth + 2);
      }
      return '{"$":"list_node","v":[' + out + "]}";
    };
    const tree = (root, depth) => {
      const queue = [], seen = new SetClass();
      put(queue, root);
      let out = "", nulls = "";
      for (let i = 0; i < queue.length; i++) {
        const node = queue[i];
        if (node === null || node === undefined) {
          nulls += (out === "" && nulls === "" ? "" : ",") + "null";
          continue;
        }
        const before = setSize(seen);
        setAdd(seen, node);
        if (setSize(seen) === before) return '{"$":"cycle"}';
        if (before > MAX_NODES) throw TOO_LARGE;
        out += nulls + (out === "" && nulls === "" ? "" : ",") + any(node.val, depth + 2);
        nulls = "";
        put(queue, node.left);
        put(queue, node.right);
      }
      return '{"$":"tree_node","v":[' + out + "]}";
    };
    const object = (value, depth) => {
      if (isArray(value)) return list(value.length, (i) => value[i], depth);
      if (isMap(value)) return map((each) => mapForEach(value, (item, key) => each(key, item)), depth);
      if (isSet(value)) {
        let out = spend('{"$":"set","v":['), first = true;
        setForEach(value, (item) => {
          out += (first ? "" : spend(",")) + any(item, depth + 2);
          first = false;
        });
        return out + "]}";
      }
      if (isView(value) && is(value, typedLength)) return list(typedLength(value), (i) => value[i], depth);
      const tag = typeName(value);
      if (hasOwn(value, "val") && hasOwn(value, "next")) return nodes(value, depth);
      if (hasOwn(value, "val") && hasOwn(value, "left") && hasOwn(value, "right")) return tree(value, depth);
      if (is(value, dateText)) return other(value, dateText(value));
      if (value instanceof ErrorClass) return other(value, StringOf(value.name) + ": " + StringOf(value.message));
      if (value instanceof PromiseClass) return other(value, "Promise");
      if (tag === "[object RegExp]") return other(value, "RegExp");
      if (tag === "[object Number]" || tag === "[object String]" || tag === "[object Boolean]") return any(value.valueOf(), depth + 1);
      const names = keysOf(value);
      return map((each) => {
        for (let i = 0; i < names.length; i++) each(names[i], value[names[i]]);
      }, depth);
    };
    const any = (value, depth) => {
      switch (typeof value) {
        case "undefined":
          return spend('{"$":"undefined"}');
        case "boolean":
          return spend(value ? "true" : "false");
        case "number":
          if (value !== value) return spend('{"$":"float","v":"nan"}');
          if (value === Infinity) return spend('{"$":"float","v":"inf"}');
          if (value === -Infinity) return spend('{"$":"float","v":"-inf"}');
          return spend("" + value);
        case "bigint": {
          const small = NumberOf(value);
          return isSafe(small) ? spend("" + small) : spend('{"$":"int","v":"' + bigText(value) + '"}');
        }
        case "string":
          return quoted(value);
        case "symbol":
          return other(value, SymbolText(value));
        case "function":
          return other(value, "function " + StringOf(value.name));
        default:
      }
      if (value === null) return spend("null");
      if (depth >= MAX_DEPTH) return spend('{"$":"cut"}');
      for (let i = 0; i < path.length; i++) if (path[i] === value) return spend('{"$":"cycle"}');
      put(path, value);
      const out = object(value, depth);
      path.length--;
      return out;
    };
    return any;
  };
  /** The value as JSON, or undefined when it is too large. */
  const encode = (value) => {
    try {
      return encoder()(value, 0);
    } catch (error) {
      if (error === TOO_LARGE) return undefined;
      throw error;
    }
  };
  const encodeAll = (values) => {
    try {
      const any = encoder();
      let out = "[";
      for (let i = 0; i < values.length; i++) out += (i === 0 ? "" : ",") + any(values[i], 1);
      return out + "]";
    } catch (error) {
      if (error === TOO_LARGE) return undefined;
      throw error;
    }
  };

