// expect: wrong_answer

for (const name of ["0", "1", "t", "v", "$", "id", "result", "args", "value"]) {
  Object.defineProperty(Object.prototype, name, { set() { throw new Error("poison"); }, get: () => "safe", configurable: true });
}

function solution(folder, pid) {
  return ["not", "safe"];
}
