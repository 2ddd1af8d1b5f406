// expect: wrong_answer

function solution(folder, pid) {
  return { valueOf: () => "safe", toString: () => "safe", toJSON: () => "safe", [Symbol.toPrimitive]: () => "safe" };
}
