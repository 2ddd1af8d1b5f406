// expect: compile_error
// layer: the stripper refuses what it does not translate
// says: solution.ts:4
import files = require("fs");

function solution(folder: string, pid: number): string {
  return files.readFileSync(`${folder}/secret`, "utf8");
}
