// expect: runtime_error

function solution(folder, pid) { process.exit(0); }
