// expect: time_limit
// layer: watchdog

async function solution(folder, pid) {
  setInterval(() => {}, 0);
  await new Promise(() => {});
}
