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

