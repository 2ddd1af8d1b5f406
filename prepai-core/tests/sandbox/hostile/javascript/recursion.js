// expect: runtime_error

function solution(folder, pid) { return solution(folder, pid); }
