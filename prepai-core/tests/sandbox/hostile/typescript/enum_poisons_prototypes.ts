// expect: accepted
// layer: the answer is written by an engine that the program cannot reach
enum Poison { __proto__ = 1, constructor = 2, toString = 3, toJSON = 4 }

namespace Object2 {
  export const hidden = Object.getPrototypeOf({});
}

class Reader {
  constructor(private readonly folder: string, public pid: number) {}
}

function solution(folder: string, pid: number): string {
  (Object2.hidden as any).toJSON = () => "forged";
  (Object2.hidden as any).then = (done: (value: string) => void) => done("forged");
  const reader: Reader = new Reader(folder, Poison.toString);
  return reader.pid === 3 ? "safe" : "poisoned";
}
