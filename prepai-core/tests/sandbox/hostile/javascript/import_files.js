// expect: accepted

async function solution(folder, pid) {
  try {
    await import(folder + "/planted.js");
    return "imported";
  } catch {
    return "safe";
  }
}
