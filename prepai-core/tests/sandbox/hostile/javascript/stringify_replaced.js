// expect: wrong_answer

JSON.stringify = () => '"safe"';
JSON.parse = () => ["safe"];
Array.prototype.toJSON = String.prototype.toJSON = Object.prototype.toJSON = () => "safe";
Array.isArray = () => false;
Object.keys = () => [];
Reflect.apply = () => "safe";
Array.prototype[Symbol.iterator] = function* () { yield "safe"; };
Array.prototype.push = Array.prototype.join = () => "safe";
String.prototype.toWellFormed = () => "safe";
RegExp.prototype.exec = () => null;
Function.prototype.call = Function.prototype.apply = () => "safe";
globalThis.String = globalThis.Map = globalThis.Set = globalThis.Promise = () => "safe";

function solution(folder, pid) {
  return "not safe";
}
