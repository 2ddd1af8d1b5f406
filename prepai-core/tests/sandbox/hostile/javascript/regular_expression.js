// expect: time_limit|runtime_error
// layer: watchdog

function solution(folder, pid) { return /^(a+)+$/.test("a".repeat(60) + "b"); }
