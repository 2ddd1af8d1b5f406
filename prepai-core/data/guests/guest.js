// The JavaScript guest: runs beside the candidate's program, before which it is evaluated once. It is a function of
// `host` and gives back what the engine's side calls. Whatever it needs of the language it takes now: the program may
// replace every built-in afterwards. For the same reason it uses no iterator, no array method and no assignment to a new
// index once the program is there.
(function (host) {
  "use strict";
  const { apply, ownKeys, getPrototypeOf } = Reflect;
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { defineProperty, keys: keysOf } = Object;
  const uncurry = (method) => (self, ...rest) => apply(method, self, rest);
  const hasOwn = uncurry(Object.prototype.hasOwnProperty);
  const typeName = uncurry(Object.prototype.toString);
  const wellFormed = uncurry(String.prototype.toWellFormed);
  const slice = uncurry(String.prototype.slice);
  const trim = uncurry(String.prototype.trim);
  const search = uncurry(String.prototype.indexOf);
  const charAt = uncurry(String.prototype.charAt);
  const startsWith = uncurry(String.prototype.startsWith);
  const exec = uncurry(RegExp.prototype.exec);
  const sourceOf = uncurry(Function.prototype.toString);
  const join = uncurry(Array.prototype.join);
  const MapClass = Map, SetClass = Set, PromiseClass = Promise, SymbolText = uncurry(Symbol.prototype.toString);
  const ErrorClass = Error, BigIntOf = BigInt, NumberOf = Number, StringOf = String, Bytes = Uint8Array;
  const mapForEach = uncurry(Map.prototype.forEach), setForEach = uncurry(Set.prototype.forEach);
  const mapSet = uncurry(Map.prototype.set), setAdd = uncurry(Set.prototype.add);
  const mapSize = uncurry(Object.getOwnPropertyDescriptor(Map.prototype, "size").get);
  const setSize = uncurry(Object.getOwnPropertyDescriptor(Set.prototype, "size").get);
  const typedLength = uncurry(Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), "length").get);
  const bigText = uncurry(BigInt.prototype.toString);
  const dateText = uncurry(Date.prototype.toISOString);
  const isView = ArrayBuffer.isView;
  const isSafe = Number.isSafeInteger;
  const create = Object.create;
  const globalEval = eval;
  /** What a name means at the top level of the program, lexical declarations too. */
  const lookup = (name) => {
    try {
      return exec(/^[A-Za-z_$][\w$]*$/, name) === null ? undefined : globalEval(name);
    } catch {
      return undefined;
    }
  };
  const MAX_DEPTH = host.maxDepth, MAX_VALUE = host.maxValue, MAX_NODES = 100000;

  const put = (list, value) => {
    defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  };
  /** A list that no setter on a prototype can see. */
  const made = (size, at) => {
    const list = [];
    for (let i = 0; i < size; i++) put(list, at(i));
    return list;
  };
  const is = (value, check) => {
    try {
      check(value);
      return true;
    } catch {
      return false;
    }
  };
  const isMap = (value) => is(value, mapSize), isSet = (value) => is(value, setSize);

  // ---- lists and trees ------------------------------------------------------------------------------------

  class ListNode {
    constructor(val, next) {
      this.val = val === undefined ? 0 : val;
      this.next = next === undefined ? null : next;
    }
  }
  class TreeNode {
    constructor(val, left, right) {
      this.val = val === undefined ? 0 : val;
      this.left = left === undefined ? null : left;
      this.right = right === undefined ? null : right;
    }
  }
  const nodeClass = (name, own) => {
    const found = lookup(name);
    return typeof found === "function" ? found : own;
  };
  const listOf = (values) => {
    const Node = nodeClass("ListNode", ListNode);
    let head = null;
    for (let i = values.length - 1; i >= 0; i--) {
      const node = new Node(decode(values[i]));
      node.next = head;
      head = node;
    }
    return head;
  };
  const treeOf = (values) => {
    const Node = nodeClass("TreeNode", TreeNode);
    if (values.length === 0 || values[0] === null) return null;
    const nodes = [];
    put(nodes, new Node(decode(values[0])));
    let next = 1;
    for (let i = 0; i < nodes.length && next < values.length; i++) {
      for (let side = 0; side < 2 && next < values.length; side++, next++) {
        if (values[next] === null) continue;
        const node = new Node(decode(values[next]));
        nodes[i][side === 0 ? "left" : "right"] = node;
        put(nodes, node);
      }
    }
    return nodes[0];
  };

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
      let out = "[";
      for (let i = 0; i < size; i++) out += (i === 0 ? "" : spend(",")) + any(at(i), depth + 1);
      return out + "]";
    };
    const map = (each, depth) => {
      let out = "", first = true;
      each((key, value) => {
        out += (first ? "[" : ",[") + any(key, depth + 3) + "," + any(value, depth + 3) + spend("]");
        first = false;
      });
      return '{"$":"map","v":[' + out + "]}";
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
        let out = "";
        setForEach(value, (item) => (out += (out === "" ? "" : ",") + any(item, depth + 2)));
        return '{"$":"set","v":[' + out + "]}";
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

  // ---- timers ---------------------------------------------------------------------------------------------

  let timers = null, timerId = 0;
  const later = (repeat) => (callback, wait, ...rest) => {
    const delay = wait > 0 ? NumberOf(wait) : 0;
    const timer = { __proto__: null, id: ++timerId, due: host.now() + delay, delay, repeat, callback, rest, next: null };
    insert(timer);
    return timer.id;
  };
  const insert = (timer) => {
    if (timers === null || timer.due < timers.due) {
      timer.next = timers;
      timers = timer;
      return;
    }
    let at = timers;
    while (at.next !== null && at.next.due <= timer.due) at = at.next;
    timer.next = at.next;
    at.next = timer;
  };
  const cancel = (id) => {
    for (let at = timers, before = null; at !== null; before = at, at = at.next) {
      if (at.id !== id) continue;
      if (before === null) timers = at.next;
      else before.next = at.next;
      return;
    }
  };
  /** Runs the next timer, after its time; false when there is none. */
  const tick = () => {
    const timer = timers;
    if (timer === null) return false;
    timers = timer.next;
    host.sleep(timer.due - host.now());
    if (timer.repeat) {
      timer.due = host.now() + (timer.delay > 1 ? timer.delay : 1);
      insert(timer);
    }
    apply(timer.callback, undefined, timer.rest);
    return true;
  };
  hidden(globalThis, "setTimeout", later(false));
  hidden(globalThis, "setInterval", later(true));
  hidden(globalThis, "setImmediate", (callback, ...rest) => later(false)(callback, 0, ...rest));
  hidden(globalThis, "clearTimeout", cancel);
  hidden(globalThis, "clearInterval", cancel);
  hidden(globalThis, "clearImmediate", cancel);
  hidden(globalThis, "structuredClone", (value) => decode(parse(encode(value))));
  hidden(globalThis, "ListNode", ListNode);
  hidden(globalThis, "TreeNode", TreeNode);

  // ---- what programs expect of Node -----------------------------------------------------------------------

  const input = () => host.stdin();
  const emitter = () => {
    const listeners = { __proto__: null };
    const on = (name, callback) => {
      if (!listeners[name]) listeners[name] = [];
      put(listeners[name], callback);
      return self;
    };
    const emit = (name, ...rest) => {
      const list = listeners[name] || [];
      for (let i = 0; i < list.length; i++) apply(list[i], self, rest);
    };
    const self = { on, once: on, addListener: on, removeListener: () => self, emit };
    return self;
  };
  const lines = () => {
    const text = input();
    const out = [];
    let start = 0;
    for (let end = search(text, "\n", start); end >= 0; end = search(text, "\n", start)) {
      put(out, slice(text, start, end));
      start = end + 1;
    }
    if (start < text.length) put(out, slice(text, start));
    return out;
  };
  const standardInput = emitter();
  let reading = false;
  const onInput = standardInput.on;
  standardInput.on = standardInput.once = standardInput.addListener = (name, callback) => {
    onInput(name, callback);
    if (!reading && (name === "data" || name === "readable" || name === "end")) {
      reading = true;
      let given = false;
      standardInput.read = () => (given ? null : ((given = true), input()));
      setTimeout(() => {
        if (input() !== "") standardInput.emit("data", input());
        standardInput.emit("readable");
        standardInput.emit("end");
        standardInput.emit("close");
      }, 0);
    }
    return standardInput;
  };
  hidden(standardInput, "setEncoding", () => standardInput);
  hidden(standardInput, "resume", () => standardInput);
  hidden(standardInput, "pause", () => standardInput);
  hidden(standardInput, "fd", 0);
  hidden(standardInput, Symbol.asyncIterator, async function* () {
    yield input();
  });
  const output = (number) => ({ write: (text) => (host.write(number, StringOf(text)), true), end() {}, on() {}, fd: number, isTTY: false });
  const EXIT = {};
  let exitCode;
  const process = {
    argv: ["node", "solution.js"], env: {}, platform: "linux", version: "v20.0.0", versions: {}, pid: 1, exitCode: undefined,
    stdin: standardInput, stdout: output(1), stderr: output(2), cwd: () => "/", on: () => process, uptime: () => host.now() / 1000,
    exit: (code) => {
      exitCode = code === undefined ? process.exitCode : code;
      throw EXIT;
    },
    nextTick: (callback, ...rest) => PromiseClass.resolve().then(() => callback(...rest)),
    hrtime: (since) => {
      const now = host.now() / 1000, whole = Math.floor(now), rest = Math.floor((now - whole) * 1e9);
      return since ? [whole - since[0], rest - since[1]] : [whole, rest];
    },
    memoryUsage: () => ({ heapUsed: 0, heapTotal: 0, rss: 0, external: 0 }),
  };
  process.hrtime.bigint = () => BigIntOf(Math.floor(host.now() * 1e6));
  hidden(globalThis, "process", process);
  hidden(globalThis, "performance", { now: () => host.now(), mark() {}, measure() {} });
  hidden(globalThis, "queueMicrotask", (callback) => void PromiseClass.resolve().then(callback));
  hidden(globalThis, "global", globalThis);
  const notThere = (what) => {
    const error = new ErrorClass("Cannot find module '" + what + "'");
    error.code = "MODULE_NOT_FOUND";
    return error;
  };
  const isInput = (path) => path === 0 || path === "/dev/stdin" || path === "/proc/self/fd/0";
  const readFileSync = (path, options) => {
    if (!isInput(path)) throw new ErrorClass("EACCES: permission denied, open '" + path + "'");
    const text = input();
    const encoding = typeof options === "string" ? options : options && options.encoding;
    return encoding ? text : { toString: () => text, length: text.length };
  };
  const fs = {
    readFileSync, existsSync: (path) => isInput(path), writeSync: (number, text) => host.write(number, StringOf(text)),
    writeFileSync: (path, text) => {
      if (path !== 1 && path !== "/dev/stdout") throw new ErrorClass("EACCES: permission denied, open '" + path + "'");
      host.write(1, StringOf(text));
    },
  };
  const readline = {
    createInterface: () => {
      const self = emitter();
      const all = lines();
      let at = 0, started = false;
      const start = () => {
        if (started) return;
        started = true;
        setTimeout(() => {
          while (at < all.length && !self.closed) self.emit("line", all[at++]);
          self.close();
        }, 0);
      };
      const on = self.on;
      self.on = self.once = self.addListener = (name, callback) => {
        on(name, callback);
        start();
        return self;
      };
      self.closed = false;
      self.question = (text, callback) => {
        host.write(1, StringOf(text));
        if (at < all.length) setTimeout(callback, 0, all[at++]);
      };
      self.close = () => {
        if (!self.closed) {
          self.closed = true;
          self.emit("close");
        }
      };
      self.setPrompt = self.prompt = self.pause = self.resume = () => self;
      self[Symbol.asyncIterator] = async function* () {
        while (at < all.length) yield all[at++];
      };
      return self;
    },
  };
  const modules = {
    __proto__: null, fs, readline, process, os: { EOL: "\n" }, util: { inspect: (value) => shown(value, 1, []), format: (...items) => format(items) },
    perf_hooks: { performance: globalThis.performance }, assert: Object.assign((holds, message) => {
      if (!holds) throw new ErrorClass(message || "assertion failed");
    }, {}), events: emitter,
  };
  hidden(globalThis, "require", (name) => {
    const plain = startsWith(name, "node:") ? slice(name, 5) : name;
    if (modules[plain] === undefined) throw notThere(name);
    return modules[plain];
  });
  const module = { exports: {} };
  hidden(globalThis, "module", module);
  hidden(globalThis, "exports", module.exports);

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
