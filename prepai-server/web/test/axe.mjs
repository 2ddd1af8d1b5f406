// What axe finds wrong with a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function accessible(page, name) {
  const { violations } = await page.evaluate(`${axe}; axe.run()`);
  assert.deepEqual(violations.map((found) => `${found.id}: ${found.nodes[0].html}`), [], name);
}

/// Nothing scrolls sideways on a telephone.
export async function narrow(page, name) {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false, name);
}
