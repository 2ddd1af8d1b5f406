// expect: time_limit
// layer: watchdog

function solution(folder, pid) {
  return { get trap() { for (;;); } };
}
