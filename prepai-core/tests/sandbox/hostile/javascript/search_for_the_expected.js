// expect: wrong_answer
// returns: "needle-8731"

function solution(folder, pid) {
  const seen = new Set();
  const search = (thing, depth) => {
    if (typeof thing === "string") return thing.includes("needle" + "-") && !thing.includes("solution") ? thing : undefined;
    if (thing === null || (typeof thing !== "object" && typeof thing !== "function") || seen.has(thing) || depth > 6) return;
    seen.add(thing);
    for (const key of Reflect.ownKeys(thing)) {
      try {
        const found = search(thing[key], depth + 1);
        if (found) return found;
      } catch {}
    }
  };
  return search(globalThis, 0) || "nothing";
}
