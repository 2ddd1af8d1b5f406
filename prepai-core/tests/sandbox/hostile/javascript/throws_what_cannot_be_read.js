// expect: runtime_error

function solution(folder, pid) {
  throw { get message() { throw 1; }, get name() { throw 2; }, toString() { throw 3; } };
}
