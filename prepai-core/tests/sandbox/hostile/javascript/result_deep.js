// expect: wrong_answer

function solution(folder, pid) {
  let deep = [];
  for (let i = 0; i < 100000; i++) deep = [deep];
  return deep;
}
