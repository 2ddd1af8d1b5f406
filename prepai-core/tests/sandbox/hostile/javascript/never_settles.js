// expect: runtime_error
// says: never settles

function solution(folder, pid) { return new Promise(() => {}); }
