// expect: output_limit
// layer: limits, watchdog

function solution(folder, pid) { for (;;) console.log("x".repeat(1000)); }
