// expect: time_limit|memory_limit|runtime_error

function solution(folder, pid) {
  let number = 3n;
  for (;;) number *= number;
}
