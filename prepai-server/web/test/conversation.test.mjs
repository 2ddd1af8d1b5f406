// What the interview page does when the connection, the microphone or the server does something unexpected.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, narrow } from "./axe.mjs";
import { serve } from "./server.mjs";
import { button, interview, launch, say, sent, sockets } from "./scripted.mjs";

const EXERCISE = { question: "Add two numbers.", question_id: "add", language: "python", functionName: "add", testCases: [], initialCode: "def add(a, b):\n" };
let server;
let browser;

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function speak(page) {
  const before = await page.evaluate(() => window.sockets.length);
  await button(page, "Speak").click();
  await sockets(page, before + 1);
  await page.waitForFunction(() => window.sockets.at(-1).sent.some((data) => data instanceof Uint8Array));
}

async function done(page) {
  assert.deepEqual(page.wrong, []);
  await page.context().close();
}

test("the microphone is closed when the conversation is over for this window", async () => {
  const page = await interview(browser, server);
  await speak(page);
  await page.evaluate(() => window.sockets.at(-1).end(4409));
  await page.getByText("in another window").waitFor();
  assert.deepEqual(await page.evaluate(() => window.tracks.map((track) => track.readyState)), ["ended"]);
  assert.equal(await page.getByText("The microphone is on").count(), 0);
  assert.equal(await page.getByRole("status").first().innerText(), "Not connected");
  // Nothing takes the conversation back by itself.
  await page.evaluate(() => window.tracks[0].dispatchEvent(new Event("ended")));
  assert.equal(await page.evaluate(() => window.sockets.length), 2);
  await done(page);
});

test("a microphone that ends by itself is closed and told", async () => {
  const page = await interview(browser, server);
  await speak(page);
  await page.evaluate(() => window.tracks[0].dispatchEvent(new Event("ended")));
  await page.getByText("The microphone is gone").waitFor();
  await button(page, "Speak").waitFor();
  await sockets(page, 3);
  assert.equal((await sent(page, "hello"))[0].audio, undefined);
  await speak(page);
  await done(page);
});

test("whoever listens hears the interviewer without a microphone", async () => {
  const page = await interview(browser, server, { hears: false, speaks: true });
  assert.equal(await button(page, "Speak").count(), 0);
  await button(page, "Listen").click();
  await sockets(page, 2);
  assert.deepEqual((await sent(page, "hello"))[0].audio.out, { rate: 16000, format: "pcm16" });
  await page.evaluate(() => {
    const frame = new DataView(new ArrayBuffer(20 + 3200));
    frame.setUint8(0, 1);
    frame.setUint8(1, 1);
    frame.setUint32(4, 2, true);
    frame.setUint32(8, 1, true);
    window.sockets.at(-1).say(frame.buffer);
  });
  await page.waitForFunction(() => window.sockets.at(-1).sent.some(({ type, samples }) => type === "played" && samples === 1600));
  assert.deepEqual(await page.evaluate(() => [window.tracks.length, window.sockets.at(-1).sent.filter((data) => data instanceof Uint8Array).length]), [0, 0]);
  await button(page, "Listen").click();
  await sockets(page, 3);
  assert.equal((await sent(page, "hello"))[0].audio, undefined);
  await done(page);
});

test("a browser without any loudspeaker says so", async () => {
  const page = await interview(browser, server);
  await page.clock.install();
  await page.evaluate(() => { AudioContext.prototype.resume = () => new Promise(() => {}); });
  await button(page, "Listen").click();
  for (let tried = 0; tried < 40 && !(await page.getByRole("alert").count()); tried += 1) await page.clock.runFor(1000);
  assert.match(await page.getByRole("alert").innerText(), /connect a loudspeaker/);
  assert.equal(await button(page, "Listen").getAttribute("aria-pressed"), "false");
  await done(page);
});

test("the statement of an exercise is read as it is meant, and markup in it stays text", async () => {
  const page = await interview(browser, server);
  const question = "Write `add(a, b)`, **fast**.\n\n**Examples**\n\n- `add(1, 2)` returns `3`\n- <b>none</b>";
  await say(page, { type: "coding_question", ...EXERCISE, question, seq: 1 });
  const section = page.locator(".exercise");
  await page.getByLabel("Your code").waitFor();
  assert.deepEqual(await section.locator("p").allInnerTexts(), ["Write add(a, b), fast.", "Examples"]);
  assert.deepEqual(await section.locator("p code, p strong").allInnerTexts(), ["add(a, b)", "fast", "Examples"]);
  assert.deepEqual(await section.locator("ul").first().locator("li").allInnerTexts(), ["add(1, 2) returns 3", "<b>none</b>"]);
  await done(page);
});

test("what neither of both said is a note", async () => {
  const page = await interview(browser, server);
  const transcript = [["system", "Tests: 2 passed."], ["assistant", "Well done."], ["user", "Thanks."]].map(([role, content]) => ({ turn: 1, role, content }));
  await say(page, { type: "state", status: "active", turn: 1, transcript });
  await page.getByText("Thanks.").waitFor();
  assert.deepEqual(await page.locator(".talk .who").allInnerTexts(), ["Note", "Interviewer", "You"]);
  await done(page);
});

test("keys in the editor and the switches say who has the floor", async () => {
  const page = await interview(browser, server);
  await say(page, { type: "coding_question", ...EXERCISE, seq: 1 });
  const code = page.getByLabel("Your code");
  await code.pressSequentially("ab");
  assert.deepEqual(await sent(page, "editor"), [], "nobody listens");
  await speak(page);
  await page.clock.setFixedTime(new Date("2026-01-01T00:00:00Z"));
  await code.pressSequentially("cd");
  assert.deepEqual(await sent(page, "editor"), [{ type: "editor", activity: true }], "once a second");
  await page.clock.setFixedTime(new Date("2026-01-01T00:00:01Z"));
  await page.getByLabel("Your answer").pressSequentially("e");
  assert.equal((await sent(page, "editor")).length, 2, "whoever types an answer is busy too");
  for (const [name, type, key] of [["Mute", "mute", "on"], ["Hold the floor", "push_to_talk", "down"], ["Pause", "pause", "on"]]) {
    await button(page, name).click();
    assert.equal(await button(page, name).getAttribute("aria-pressed"), "true");
    assert.deepEqual(await sent(page, type), [{ type, [key]: true }]);
    if (name === "Mute") assert.equal(await page.evaluate(() => window.tracks[0].enabled), false);
    await button(page, name).click();
    assert.deepEqual((await sent(page, type)).at(-1), { type, [key]: false });
  }
  assert.equal(await page.evaluate(() => window.tracks[0].enabled), true);
  await button(page, "Pause").click();
  assert.equal(await button(page, "Hold the floor").isDisabled(), true);
  await button(page, "Pause").click();
  await button(page, "Hold the floor").click();
  await page.evaluate(() => window.sockets.at(-1).end(1006));
  await sockets(page, 3);
  await page.waitForFunction(() => window.sockets.at(-1).sent.some(({ type }) => type === "push_to_talk"));
  assert.deepEqual(await sent(page, "push_to_talk"), [{ type: "push_to_talk", down: true }], "a key is held over a reconnect");
  await done(page);
});

for (const colorScheme of ["light", "dark"]) {
  test(`an exercise and the switches of the voice are for everybody, ${colorScheme}`, async () => {
    const page = await interview(browser, server, undefined, { colorScheme, viewport: { width: 360, height: 720 } });
    await say(page, { type: "coding_question", ...EXERCISE, testCases: [{ input: "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 9", args: [], expected: "[0,1]" }], seq: 1 });
    await accessible(page, "listening and speaking are off");
    await speak(page);
    for (const name of ["Hold the floor", "Mute", "Pause"]) {
      await button(page, name).click();
      await accessible(page, name);
    }
    await narrow(page, "voice");
    // What is only read aloud lies over nothing, however long it is.
    await say(page, { type: "assistant_complete", turn: 2, text: "A long question. ".repeat(40), role: "assistant", seq: 2 });
    await page.locator(".talk li").nth(1).waitFor();
    assert.ok(await page.locator("[aria-live].skip").evaluate((told) => told.getBoundingClientRect().right <= 0));
    await page.evaluate(() => window.sockets.at(-1).end(4409));
    await page.getByText("in another window").waitFor();
    await accessible(page, "over");
    await done(page);
  });
}

test("whoever waits sees for what", async () => {
  const page = await interview(browser, server);
  const waits = page.getByText("The interviewer is thinking…");
  for (const next of [{ type: "llm_chunk", turn: 2, text: "Why?", seq: 2 }, { type: "error", code: "unavailable", message: "the model does not answer", turn: 3, seq: 4 }]) {
    await say(page, { type: "thinking", turn: next.turn, seq: next.seq - 1 });
    await waits.waitFor();
    await say(page, next);
    await waits.waitFor({ state: "detached" });
  }
  await page.getByText("The model does not answer.").waitFor();
  await done(page);
});

test("a server that is full for voices goes on in writing", async () => {
  const page = await interview(browser, server);
  await page.evaluate(() => { window.full = true; });
  await button(page, "Speak").click();
  await sockets(page, 2);
  await page.evaluate(() => {
    window.full = false;
    window.sockets.at(-1).say({ type: "error", code: "busy", message: "all voices are taken: try again in 5 s", retryable: true, turn: 0 });
    window.sockets.at(-1).end(4429);
  });
  await sockets(page, 3);
  await page.getByText("All voices are taken: try again in 5 s. The interview goes on in writing.").waitFor();
  assert.equal((await sent(page, "hello"))[0].audio, undefined);
  assert.deepEqual(await page.evaluate(() => window.tracks.map((track) => track.readyState)), ["ended"]);
  await page.getByLabel("Your answer").fill("I built caches.");
  await button(page, "Send").click();
  assert.equal((await sent(page, "text_message"))[0].text, "I built caches.");
  await button(page, "Speak").waitFor();
  await done(page);
});

test("what was too much for the server is told in its words", async () => {
  const page = await interview(browser, server);
  await page.evaluate(() => { window.full = true; window.sockets.at(-1).end(1006); });
  await sockets(page, 2);
  await page.evaluate(() => {
    window.sockets.at(-1).say({ type: "error", code: "rate_limited", message: "too many sockets of one owner", retryable: true, turn: 0 });
    window.sockets.at(-1).end(4429);
  });
  await page.locator("button:disabled", { hasText: "Send" }).waitFor();
  assert.equal(await page.getByRole("alert").innerText(), "Too many sockets of one owner.");
  await done(page);
});

test("code that was written survives a new conversation and a reload", async () => {
  const page = await interview(browser, server);
  await say(page, { type: "coding_question", ...EXERCISE, seq: 1 });
  await page.getByLabel("Your code").fill("def add(a, b):\n    return a + b\n");
  await page.evaluate((question) => { window.state = { coding_question: question }; window.resumes = false; window.sockets.at(-1).end(1006); }, EXERCISE);
  await sockets(page, 2);
  await page.waitForFunction(() => window.sockets.at(-1).sent.some(({ type }) => type === "interview_ready"));
  assert.match(await page.getByLabel("Your code").inputValue(), /return a \+ b/);
  assert.equal(await page.evaluate(() => document.activeElement.className), "code", "and whoever writes goes on writing");
  await page.reload();
  await page.locator(".talk li").first().waitFor();
  await say(page, { type: "coding_question", ...EXERCISE, seq: 1 });
  assert.match(await page.getByLabel("Your code").inputValue(), /return a \+ b/);
  // Another exercise is another editor.
  await say(page, { type: "coding_question", ...EXERCISE, question_id: "sub", initialCode: "def sub(a, b):\n", seq: 2 });
  await page.waitForFunction(() => document.querySelector("textarea.code").value === "def sub(a, b):\n");
  await done(page);
});

test("a typed answer is kept until the server has it", async () => {
  const page = await interview(browser, server);
  await page.clock.install();
  const field = page.getByLabel("Your answer");
  const lose = async (text, resumes) => {
    const before = await page.evaluate(() => window.sockets.length);
    await field.fill(text);
    await button(page, "Send").click();
    assert.equal(await field.inputValue(), "");
    await page.evaluate((resumes) => { window.resumes = resumes; window.sockets.at(-1).end(1006); }, resumes);
    await page.clock.runFor(1500);
    await sockets(page, before + 1);
    await page.clock.runFor(100);
  };
  await lose("I built caches.", true);
  await page.clock.runFor(2000);
  assert.equal(await field.inputValue(), "I built caches.", "the server did not hear it");
  await say(page, { type: "transcript", turn: 2, text: "I built caches.", seq: 1 });
  await page.clock.runFor(100);
  assert.equal(await field.inputValue(), "", "it came after all");
  await lose("And measured them.", true);
  await say(page, { type: "transcript", turn: 3, text: "And measured them.", seq: 2 });
  await page.clock.runFor(3000);
  assert.equal(await field.inputValue(), "", "the transcript was missed and came with the resume");
  await lose("In Go.", false);
  assert.equal(await field.inputValue(), "In Go.", "a new conversation does not have it");
  await page.evaluate(() => { window.state = { transcript: [{ turn: 2, role: "user", content: "Yes." }] }; });
  await lose("Yes.", false);
  assert.equal(await field.inputValue(), "Yes.", "an older answer of the same words is another one");
  await field.fill("");
  await page.evaluate(() => { window.state = { transcript: [{ turn: 7, role: "user", content: "No." }] }; });
  await lose("No.", false);
  assert.equal(await field.inputValue(), "", "a new conversation has it");
  await field.fill("Refused.");
  await button(page, "Send").click();
  await say(page, { type: "error", code: "unavailable", message: "the disk is full", retryable: true, turn: 0 });
  await page.clock.runFor(100);
  assert.equal(await field.inputValue(), "Refused.");
  await button(page, "Send").click();
  await page.evaluate(() => window.sockets.at(-1).end(4409));
  await page.clock.runFor(100);
  assert.equal(await field.inputValue(), "Refused.", "the other window does not have it");
  await done(page);
});

test("an answer that never went out is kept when the conversation is over for this window", async () => {
  const page = await interview(browser, server);
  await page.evaluate(() => window.sockets[0].end(1006));
  await page.getByText("trying again").waitFor();
  const field = page.getByLabel("Your answer");
  await field.fill("I built caches.");
  await button(page, "Send").click();
  assert.equal(await field.inputValue(), "");
  await page.evaluate(() => { window.full = true; });
  await sockets(page, 2);
  await page.evaluate(() => window.sockets[1].end(4409));
  await page.getByText("in another window").waitFor();
  assert.equal(await field.inputValue(), "I built caches.");
  assert.ok(await field.evaluate((words) => words.readOnly && !words.disabled), "it can be copied");
  await done(page);
});

test("what is said while a socket closes goes out on the next one", async () => {
  const page = await interview(browser, server);
  await page.evaluate(() => { window.sockets[0].readyState = 2; });
  await page.getByLabel("Your answer").fill("I built caches.");
  await button(page, "Send").click();
  assert.deepEqual(await sent(page, "text_message"), []);
  await page.evaluate(() => window.sockets[0].end(1006));
  await sockets(page, 2);
  await page.waitForFunction(() => window.sockets[1].sent.some(({ type, text }) => type === "text_message" && text === "I built caches."));
  await done(page);
});

test("an answer that is too long in bytes is not sent", async () => {
  const page = await interview(browser, server);
  const field = page.getByLabel("Your answer");
  await field.fill("é".repeat(8193));
  await button(page, "Send").click();
  await page.getByText("too long").waitFor();
  assert.equal((await field.inputValue()).length, 8193);
  assert.deepEqual(await sent(page, "text_message"), []);
  await field.fill("é".repeat(8192));
  await button(page, "Send").click();
  assert.equal((await sent(page, "text_message")).length, 1);
  await done(page);
});

test("a connection that takes nothing is left, and sound does not pile up", async () => {
  const page = await interview(browser, server);
  await speak(page);
  await say(page, { type: "phase", name: "intro", remaining: 120, seq: 1 });
  const status = page.getByRole("status").first();
  await status.getByText("Intro, about 2 min").waitFor();
  await page.evaluate(() => { window.stuck = window.sockets.at(-1); window.stuck.bufferedAmount = 70_000; });
  await sockets(page, 3);
  assert.equal(await page.evaluate(() => window.stuck.shut), true);
  await status.getByText("Intro, about 2 min").waitFor();
  assert.equal((await sent(page, "hello"))[0].resume.conversation, "c");
  await page.waitForFunction(() => window.sockets.at(-1).sent.some((data) => data instanceof Uint8Array));
  await done(page);
});

test("a connection that answers nothing is opened anew, and one that does is kept", async () => {
  const page = await interview(browser, server);
  await page.clock.install();
  await page.evaluate(() => window.sockets.at(-1).end(1006));
  await page.clock.runFor(1100);
  await sockets(page, 2);
  // One beat at a time: what answers does so before the next.
  for (let beat = 0; beat < 10; beat += 1) {
    await page.clock.runFor(4000);
    await page.clock.runFor(10);
  }
  assert.equal(await page.evaluate(() => window.sockets.length), 2);
  assert.ok((await sent(page, "ping")).length >= 9);
  await page.evaluate(() => { window.dead = true; });
  await page.clock.runFor(7900);
  assert.equal(await page.evaluate(() => window.sockets.length), 2);
  await page.clock.runFor(6000);
  await sockets(page, 3);
  assert.equal((await sent(page, "hello"))[0].resume.conversation, "c");
  await done(page);
});

test("recordings are kept only with consent, and played in the report", async () => {
  const page = await (await browser.newContext()).newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  const asked = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(request.postDataJSON()));
  page.on("dialog", (dialog) => dialog.accept());
  for (const consent of [false, true]) {
    await page.goto(server.url);
    await page.getByLabel("Your name").fill("Ada Lovelace");
    if (consent) await page.getByLabel("Keep recordings").check();
    await button(page, "Begin").click();
    await page.locator(".talk li.assistant").first().waitFor();
    assert.equal(asked.at(-1).recording_consent, consent || undefined);
  }
  const head = Buffer.from("524946462480000057415645666d74201000000001000100803e0000007d00000200100064617461" + "00800000", "hex");
  await page.route("**/files", async (route) => {
    const { session_id } = await (await route.fetch()).json();
    await route.fulfill({ json: { session_id, files: [{ name: "audio_20260102_030405.wav", url: `/api/interviews/${session_id}/files/audio_20260102_030405.wav` }, { name: "cv_1.txt", url: "/x" }] } });
  });
  await page.route("**/files/*.wav", (route) => route.fulfill({ contentType: "audio/wav", body: Buffer.concat([head, Buffer.alloc(0x8000)]) }));
  await page.getByRole("button", { name: "End interview" }).click();
  await page.getByRole("heading", { name: "Recordings" }).waitFor();
  assert.equal(await page.locator(".recordings li").count(), 1);
  await page.getByRole("button", { name: "Play Answer 1" }).click();
  await page.waitForFunction(() => document.querySelector("audio")?.currentTime > 0);
  assert.deepEqual(wrong, []);
  await accessible(page, "recordings");
  await page.context().close();
});
