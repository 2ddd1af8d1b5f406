// expect: wrong_answer

function solution(folder, pid) {
  const loop = {};
  loop.self = loop;
  return loop;
}
