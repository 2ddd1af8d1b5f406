// expect: memory_limit|runtime_error

function solution(folder, pid) {
  let text = "x";
  for (;;) text += text;
}
