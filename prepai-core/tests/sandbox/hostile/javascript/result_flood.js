// expect: output_limit

function solution(folder, pid) { return new Array(2000000).fill(1); }
