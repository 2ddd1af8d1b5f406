// expect: accepted

function solution(folder, pid) {
  const done = [];
  for (const path of [folder + "/secret", "/etc/passwd", "/proc/self/environ"]) {
    try {
      done.push(require("fs").readFileSync(path, "utf8"));
    } catch {}
  }
  for (const name of ["child_process", "net", "http", "worker_threads", "vm", "module", "/etc/passwd"]) {
    try {
      require(name);
      done.push(name);
    } catch {}
  }
  try {
    done.push(typeof std, typeof os);
  } catch {}
  return done.every((item) => item === "undefined") ? "safe" : done.join();
}
