// expect: accepted
// layer: nothing in the engine starts anything
function solution(folder, pid) {
  const attempts = [
    () => new Worker("for (;;);"),
    () => new SharedWorker("for (;;);"),
    () => require("worker_threads").Worker,
    () => require("child_process").spawn("/bin/sh"),
    () => require("cluster").fork(),
  ];
  for (const attempt of attempts) {
    for (let turn = 0; turn < 1000; turn++) {
      try {
        attempt();
        return "started: " + attempt;
      } catch (refused) {
        continue;
      }
    }
  }
  return "safe";
}
