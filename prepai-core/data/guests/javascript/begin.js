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

