// expect: output_limit|runtime_error|wrong_answer|time_limit

function solution(folder, pid) {
  return new Proxy([], { get: (target, name) => (name === "length" ? 1e9 : "x"), ownKeys: () => [] });
}
