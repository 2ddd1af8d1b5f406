// An interview by voice in a real browser: recordings are its microphone, whisper and espeak-ng are the server's ears and mouth.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const FIXTURES = new URL("../../../tests/fixtures/whisper/", import.meta.url);
const RATE = 16000;
const SAID = "00_seen.wav";
let folder;
let server;
let browser;

const samples = async (name) => {
  const file = await readFile(new URL(name, FIXTURES));
  const data = file.indexOf("data", 12, "latin1");
  return file.subarray(data + 8, data + 8 + file.readUInt32LE(data + 4));
};

// The microphone, each time that it is opened: silence, the recording, silence; then nothing.
async function candidate(path) {
  const silence = (seconds) => Buffer.alloc(seconds * RATE * 2);
  const sound = Buffer.concat([silence(2), await samples(SAID), silence(30)]);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + sound.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(sound.length, 40);
  await writeFile(path, Buffer.concat([head, sound]));
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "prepai-voice-"));
  const model = join(folder, "model.bin");
  await writeFile(model, gunzipSync(await readFile(new URL("whisper-tiny-fixture-q5_1.bin.gz", FIXTURES))));
  await candidate(join(folder, "candidate.wav"));
  server = await serve(...["speech_to_text.backend=whisper", `speech_to_text.whisper.model=${model}`, "speech_to_text.whisper.context=full",
    "text_to_speech.backend=espeak"].flatMap((setting) => ["--set", setting]));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required",
      "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${join(folder, "candidate.wav")}%noloop`],
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("what is said into the microphone is written down and answered aloud", async () => {
  const page = await (await browser.newContext({ permissions: ["microphone"] })).newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  // Everything that the sockets brought.
  await page.addInitScript(() => {
    globalThis.came = [];
    const Real = WebSocket;
    globalThis.WebSocket = class extends Real {
      constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => globalThis.came.push(data));
      }
    };
  });
  // The second time the device has another rate.
  await page.addInitScript(() => {
    const Real = AudioContext;
    globalThis.rates = [];
    globalThis.AudioContext = class extends Real {
      constructor() {
        super(globalThis.rates.length ? { sampleRate: 44100 } : {});
        globalThis.rates.push(this.sampleRate);
      }
    };
  });
  await page.goto(server.url);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Keep recordings").check();
  await page.getByRole("button", { name: "Begin" }).click();
  await page.locator(".talk li.assistant").first().waitFor();
  const words = (await readFile(new URL("list.tsv", FIXTURES), "utf8")).split("\n").map((line) => line.split("\t"));
  const expected = words.find(([name]) => name === SAID)[1];
  // Whoever stops speaking and begins again is heard again.
  for (const index of [0, 1]) {
    await page.getByRole("button", { name: "Speak", exact: true }).click();
    await page.getByRole("button", { name: "Stop speaking" }).waitFor();
    await page.locator(".talk li.user").nth(index).waitFor({ timeout: 60_000 }).catch(async (error) => {
      const came = await page.evaluate(() => globalThis.came.map((data) => (typeof data === "string" ? data : "sound")).slice(-60));
      throw new Error(`${error.message}\n${came.join("\n")}`);
    });
    const said = await page.locator(".talk li.user").nth(index).innerText();
    assert.ok(said.includes(expected), `${said} and not ${expected}`);
    await page.locator(".talk li.assistant").nth(index + 1).waitFor();
    await page.waitForFunction((count) => globalThis.came.filter((data) => typeof data === "string" && JSON.parse(data).type === "assistant_complete").length >= count, index + 2);
    if (index === 0) await page.getByRole("button", { name: "Stop speaking" }).click();
  }
  const { texts, sound } = await page.evaluate(() => {
    const texts = globalThis.came.filter((data) => typeof data === "string").map((data) => JSON.parse(data));
    const frames = globalThis.came.filter((data) => typeof data !== "string").map((data) => {
      const view = new DataView(data);
      return { turn: view.getUint32(4, true), start: Number(view.getBigUint64(12, true)), samples: [...new Int16Array(data.slice(20))] };
    });
    return { texts, sound: frames };
  });
  if (process.env.KEEP) {
    await writeFile(join(process.env.KEEP, "reply.raw"), Buffer.from(Int16Array.from(sound.flatMap(({ samples }) => samples)).buffer));
    await writeFile(join(process.env.KEEP, "texts.json"), JSON.stringify(texts, null, 1));
    await page.screenshot({ path: join(process.env.KEEP, "voice.png"), fullPage: true });
  }
  assert.deepEqual(texts.filter(({ type }) => type === "error"), []);
  const turns = [...new Set(sound.map(({ turn }) => turn))];
  assert.ok(turns.length >= 2, `both answers were answered aloud: ${turns}`);
  for (const turn of turns) {
    let next = 0;
    let energy = 0;
    let clipped = 0;
    for (const { start, samples } of sound.filter((frame) => frame.turn === turn)) {
      assert.equal(start, next, `no gap in the sound of turn ${turn}`);
      next += samples.length;
      for (const sample of samples) {
        energy += sample * sample;
        if (Math.abs(sample) >= 32767) clipped += 1;
      }
    }
    const level = 20 * Math.log10(Math.sqrt(energy / next) / 32768);
    assert.ok(next > RATE / 2 && level > -35 && level < -6, `turn ${turn}: ${next} samples at ${level} dBFS`);
    assert.ok(clipped < next / 1000, `${clipped} clipped samples`);
  }
  assert.equal(await page.evaluate(() => globalThis.rates[1]), 44100);
  // What was said is in the report, to be played.
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "End interview" }).click();
  await page.getByRole("button", { name: "Play Answer 1" }).click();
  await page.waitForFunction(() => document.querySelector("audio")?.currentTime > 0);
  assert.deepEqual(wrong, []);
});
