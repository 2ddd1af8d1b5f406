  // ---- what the program has -------------------------------------------------------------------------------

  const parameters = (text) => {
    // The text between the first brackets, split at commas that stand in no bracket, string or comment.
    const names = [];
    let depth = 0, part = "", begun = false, quote = "";
    const arrow = exec(/^\s*(?:async\s+)?([\w$]+)\s*=>/, text);
    if (arrow !== null) {
      put(names, arrow[1]);
      return names;
    }
    for (let i = 0; i < text.length; i++) {
      const letter = charAt(text, i);
      if (quote !== "") {
        if (letter === "\\") i++;
        else if (letter === quote) quote = "";
        continue;
      }
      if (letter === "/" && text[i + 1] === "*") {
        i = search(text, "*/", i) + 1;
        if (i === 0) break;
        continue;
      }
      if (letter === "/" && text[i + 1] === "/") {
        i = search(text, "\n", i);
        if (i < 0) break;
        continue;
      }
      if (begun && (letter === '"' || letter === "'" || letter === "`")) quote = letter;
      if (letter === "(" || letter === "[" || letter === "{") {
        depth++;
        if (!begun && letter === "(") {
          begun = true;
          continue;
        }
      } else if (letter === ")" || letter === "]" || letter === "}") {
        if (--depth === 0 && begun) break;
      }
      if (!begun) continue;
      if (letter === "," && depth === 1) {
        put(names, trim(part));
        part = "";
      } else part += letter;
    }
    if (trim(part) !== "") put(names, trim(part));
    return names;
  };
  const typesIn = (source, name) => {
    // The types of `@param {type} name` in the comment right before the function.
    const types = { __proto__: null };
    const at = exec(new RegExp("\\*/\\s*(?:export\\s+)?(?:default\\s+)?(?:async\\s+)?(?:function\\s*\\*?\\s*|(?:var|let|const)\\s+)?" + name + "\\b"), source);
    if (at === null) return types;
    let start = -1;
    for (let next = search(source, "/*"); next >= 0 && next < at.index; next = search(source, "/*", next + 2)) start = next;
    if (start < 0) return types;
    const comment = slice(source, start, at.index);
    const returns = exec(/@returns?\s+\{([^}]*)\}/, comment);
    if (returns !== null) types[" returns"] = returns[1];
    const param = /@param\s+\{([^}]*)\}\s+\[?([\w$]+)/g;
    for (let found = exec(param, comment); found !== null; found = exec(param, comment)) types[found[2]] = found[1];
    return types;
  };
  const signature = (source, cls, name, fn) => {
    const names = parameters(sourceOf(fn)), types = typesIn(source, name);
    let variadic = false, list = "";
    const described = create(null);
    const kinds = [];
    for (let i = 0; i < names.length; i++) {
      if (startsWith(names[i], "...")) {
        variadic = true;
        continue;
      }
      const plain = exec(/^[\w$]+/, names[i]);
      const label = plain === null ? "arg" + i : plain[0];
      put(kinds, types[label]);
      list += (list === "" ? "" : ",") + '{"name":' + stringify(label) + (types[label] ? ',"type":' + stringify(types[label]) : "") + "}";
    }
    described.types = kinds;
    // A function that says that it returns nodes returns the empty list, or tree, as null.
    const node = exec(/ListNode|TreeNode/, types[" returns"] || "");
    described.returns = node === null ? undefined : node[0] === "ListNode" ? '{"$":"list_node","v":[]}' : '{"$":"tree_node","v":[]}';
    described.json = "{" + (cls === null ? "" : '"class":' + stringify(cls) + ",") + '"name":' + stringify(name) + ',"parameters":[' + list +
      '],"required":' + fn.length + ',"variadic":' + variadic + "}";
    return described;
  };
  const isClass = (value) => startsWith(sourceOf(value), "class");
  let program = "";
  const targets = create(null);
  const keyOf = (cls, name) => (cls === null || cls === undefined ? "" : cls) + "." + name;
  /** Remembers a program that was evaluated, and tells the functions that it has. */
  const describe = (source, before) => {
    program = source;
    let own = "", solution = "", others = "";
    const add = (cls, name, fn, get) => {
      const described = signature(source, cls, name, fn);
      targets[keyOf(cls, name)] = { __proto__: null, cls, types: described.types, returns: described.returns, get };
      return described.json;
    };
    const seen = create(null);
    const consider = (name, value) => {
      if (seen[name] || typeof value !== "function") return;
      seen[name] = true;
      if (!isClass(value)) {
        own += (own === "" ? "" : ",") + add(null, name, value, () => value);
        return;
      }
      const methods = ownKeys(value.prototype);
      for (let i = 0; i < methods.length; i++) {
        const method = methods[i];
        if (typeof method !== "string" || method === "constructor") continue;
        const held = Object.getOwnPropertyDescriptor(value.prototype, method);
        if (typeof held.value !== "function") continue;
        const json = add(name, method, held.value, () => held.value);
        if (name === "Solution") solution += (solution === "" ? "" : ",") + json;
        else others += (others === "" ? "" : ",") + json;
      }
      const statics = ownKeys(value);
      for (let i = 0; i < statics.length; i++) {
        const held = Object.getOwnPropertyDescriptor(value, statics[i]);
        if (typeof statics[i] !== "string" || typeof held.value !== "function") continue;
        const json = add(name, statics[i], held.value, () => held.value);
        targets[keyOf(name, statics[i])].isStatic = true;
        others += (others === "" ? "" : ",") + json;
      }
      targets["class " + name] = value;
    };
    const declared = /^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([\w$]+)/gm;
    for (let found = exec(declared, source); found !== null; found = exec(declared, source)) consider(found[1], lookup(found[1]));
    const further = /,\s*([\w$]+)\s*=\s*(?:async\b|function\b|class\b|\(|[\w$]+\s*=>)/g;
    for (let found = exec(further, source); found !== null; found = exec(further, source)) consider(found[1], lookup(found[1]));
    const names = ownKeys(globalThis);
    for (let i = 0; i < names.length; i++) {
      if (typeof names[i] === "string" && before[names[i]] !== true) consider(names[i], globalThis[names[i]]);
    }
    const exported = module.exports;
    if (typeof exported === "function") consider(exported.name || "solution", exported);
    else if (exported !== null && typeof exported === "object") {
      const members = keysOf(exported);
      for (let i = 0; i < members.length; i++) consider(members[i], exported[members[i]]);
    }
    const all = [];
    if (own !== "") put(all, own);
    if (solution !== "") put(all, solution);
    if (others !== "") put(all, others);
    return '{"functions":[' + join(all, ",") + "]}";
  };
  const globals = () => {
    const before = create(null), names = ownKeys(globalThis);
    for (let i = 0; i < names.length; i++) if (typeof names[i] === "string") before[names[i]] = true;
    return before;
  };

  /** Calls a function with arguments as JSON. Gives its result and the arguments, in an object without a prototype. */
  const call = (cls, name, json) => {
    const target = targets[keyOf(cls, name)];
    if (target === undefined) throw new ErrorClass("there is no function " + name);
    const args = parse(json);
    for (let i = 0; i < args.length; i++) args[i] = shaped(args[i], target.types[i]);
    let self = undefined;
    if (target.cls !== null) {
      const Class = targets["class " + target.cls];
      self = target.isStatic ? Class : new Class();
    }
    const result = apply(target.get(), self, args);
    return { __proto__: null, args, result, empty: target.returns };
  };

