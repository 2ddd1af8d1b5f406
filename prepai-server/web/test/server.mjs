// The real server on a free port and a folder of its own.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export async function serve(...more) {
  const program = process.env.PROGRAM;
  const data = await mkdtemp(join(tmpdir(), "prepai-pages-"));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PREPAI_")));
  const child = spawn(program, ["serve", "--port", "0", "--data", data, "--json", ...more], { stdio: ["ignore", "pipe", "inherit"], env });
  const url = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line).url));
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
    }
    await rm(data, { recursive: true, force: true });
  };
  return { url, stop };
}
