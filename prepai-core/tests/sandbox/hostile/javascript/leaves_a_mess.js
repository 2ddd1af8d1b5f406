// expect: accepted

Array.prototype.sort = () => "spoiled";
globalThis.solution = () => "safe";
console.log("left over");
