  // ---- values from JSON -----------------------------------------------------------------------------------

  const decode = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (isArray(value)) {
      for (let i = 0; i < value.length; i++) value[i] = decode(value[i]);
      return value;
    }
    const kind = hasOwn(value, "$") ? value.$ : "", inner = hasOwn(value, "v") ? value.v : undefined;
    switch (kind) {
      case "float":
        return inner === "nan" ? NaN : inner === "inf" ? Infinity : -Infinity;
      case "int":
        return BigIntOf(inner);
      case "undefined":
        return undefined;
      case "tuple":
        return decode(inner);
      case "list_node":
        return listOf(inner);
      case "tree_node":
        return treeOf(inner);
      case "bytes":
        return host.bytes(inner);
      case "set": {
        const set = new SetClass();
        for (let i = 0; i < inner.length; i++) setAdd(set, decode(inner[i]));
        return set;
      }
      case "map": {
        let plain = true;
        for (let i = 0; i < inner.length; i++) plain = plain && typeof inner[i][0] === "string";
        const map = plain ? {} : new MapClass();
        for (let i = 0; i < inner.length; i++) {
          const key = decode(inner[i][0]), item = decode(inner[i][1]);
          if (plain) {
            defineProperty(map, key, { __proto__: null, value: item, writable: true, enumerable: true, configurable: true });
          } else mapSet(map, key, item);
        }
        return map;
      }
      default:
        return value;
    }
  };
  /** An argument for a parameter of a type: lists become nodes where the type says so. */
  const shaped = (value, type) => {
    if (typeof type !== "string") return decode(value);
    const node = exec(/\b(ListNode|TreeNode)\b(\s*\[\])?/, type);
    if (node === null) return decode(value);
    const build = node[1] === "ListNode" ? listOf : treeOf;
    const one = (item) => (item === null ? null : isArray(item) ? build(item) : decode(item));
    if (isArray(value) && (node[2] !== undefined || exec(/Array\s*</, type) !== null)) {
      for (let i = 0; i < value.length; i++) value[i] = one(value[i]);
      return value;
    }
    return one(value);
  };

