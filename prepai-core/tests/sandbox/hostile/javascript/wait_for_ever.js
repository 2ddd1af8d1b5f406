// expect: time_limit
// layer: watchdog
// alone: watchdog

async function solution(folder, pid) {
  await new Promise((done) => setTimeout(done, 1e9));
}
