// expect: time_limit
// layer: watchdog

async function solution(folder, pid) { for (;;) await null; }
