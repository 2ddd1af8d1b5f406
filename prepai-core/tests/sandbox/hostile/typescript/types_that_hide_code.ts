// expect: accepted
// layer: what is stripped is what the language says are types
type Hidden = `${"a" | "b"}/* ${string} */`;
declare function leak(path: string): string;
declare global { interface Array<T> { stolen: T } }

function solution<T extends { [key: string]: (typeof leak) }>(folder: string, pid: number): string {
  const regular = /<string>/.test("<string>") as boolean;
  const less = 1 < 2, more = (pid as unknown as number) > 0;
  const generic = <U,>(value: U): U => value satisfies U;
  return regular && less && more && typeof (globalThis as any).leak === "undefined" ? generic<string>("safe")! : "changed";
}
