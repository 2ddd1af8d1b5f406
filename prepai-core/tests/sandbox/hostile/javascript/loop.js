// expect: time_limit
// layer: watchdog

function solution(folder, pid) { for (;;); }
