// The pages in a real browser against the real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createHash } from "node:crypto";
import { chromium } from "playwright-core";
import { accessible, narrow } from "./axe.mjs";
import { serve } from "./server.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
const MARKUP = "<img src=x onerror=alert(1)>";
let server;
let browser;

before(async () => {
  server = await serve();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// A page that collects what must not happen: errors on the console, and requests to elsewhere.
async function open(path, { origin = server.url, ...options } = {}) {
  const context = await browser.newContext({ bypassCSP: false, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.on("console", (message) => message.type() === "error" && page.wrong.push(message.text()));
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith("http") && asked.origin !== origin) page.wrong.push(`asked ${asked}`);
  });
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(origin + path);
  return page;
}

async function begin(page, name) {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.locator(".talk li.assistant").first().waitFor();
}

async function say(page, text) {
  const before = await page.locator(".talk li.assistant").count();
  await page.getByLabel("Your answer").fill(text);
  await page.keyboard.press("Enter");
  await page.locator(".talk li.assistant").nth(before).waitFor();
}

for (const colorScheme of ["light", "dark"]) {
  test(`an interview from its beginning to its report, ${colorScheme}`, async () => {
    const page = await open("/", { colorScheme, viewport: { width: 360, height: 720 } });
    await page.getByLabel("Your name").waitFor();
    await accessible(page, "start");
    await begin(page, MARKUP);
    await say(page, "I build payment systems in Go and moved them to Kafka.");
    await say(page, "I do not know.");
    await accessible(page, "interview");
    assert.equal(await page.locator("main img").count(), 0);
    await narrow(page, "interview");
    await page.getByRole("button", { name: "End interview" }).click();
    await page.getByRole("heading", { name: "Transcript" }).waitFor();
    await accessible(page, "report");
    const text = await page.locator("main").innerText();
    assert.ok(text.includes(MARKUP) && text.includes("not assessed") && !text.includes("[object"), text);
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByRole("table").waitFor();
    await accessible(page, "sessions");
    await page.getByRole("link", { name: "API" }).click();
    await page.locator("details").first().waitFor();
    await accessible(page, "docs");
    const messages = page.locator("details").filter({ hasText: "text_message" });
    await messages.locator("summary").first().click();
    assert.match(await messages.first().locator("pre").innerText(), /"type": "text_message",\s+"text": /);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
}

test("a lost connection is resumed and nothing is said twice", async () => {
  const page = await open("/");
  await page.addInitScript(() => {
    const Real = WebSocket;
    window.WebSocket = class extends Real { constructor(...all) { super(...all); window.last = this; } };
  });
  await page.reload();
  await begin(page, "Ada Lovelace");
  await say(page, "I built caches.");
  const before = await page.locator(".talk li").allInnerTexts();
  await page.evaluate(() => { window.cut = window.last; window.cut.close(); });
  await page.waitForFunction(() => window.last !== window.cut && window.last.readyState === 1);
  await say(page, "And then I measured them.");
  const later = await page.locator(".talk li").allInnerTexts();
  assert.deepEqual(later.slice(0, before.length), before);
  assert.equal(later.length, before.length + 2);
  await page.reload();
  await page.locator(".talk li").nth(later.length - 1).waitFor();
  assert.equal(await page.locator(".talk li").count(), later.length);
  await page.context().close();
});

test("a second window takes over and the first says so", async () => {
  const first = await open("/");
  await begin(first, "Ada Lovelace");
  const second = await open(new URL(first.url()).pathname);
  await second.locator(".talk li.assistant").first().waitFor();
  await first.getByText("in another window").waitFor();
  await Promise.all([first.context().close(), second.context().close()]);
});

test("deep links of old pages land where they fit", async () => {
  const page = await open("/interview/new?type=amazon-sde&name=Zo%C3%AB");
  await page.getByLabel("Your name").waitFor();
  assert.equal(await page.getByLabel("Your name").inputValue(), "Zoë");
  assert.equal(await page.getByLabel("Interview", { exact: true }).inputValue(), "amazon-sde");
  for (const path of ["/demo", "/demo/cv", "/demo/code-editor"]) {
    await page.goto(server.url + path);
    await page.locator(".talk li.assistant").first().waitFor();
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

// Goes on with Tab until the element of this name has the focus.
async function tabTo(page, name) {
  const named = () => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent;
  for (let pressed = 0; pressed < 40; pressed += 1) {
    if (await page.evaluate(named) === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${name} cannot be reached with Tab`);
}

test("an interview is held with the keyboard alone, to its report and the list", async () => {
  const page = await open("/");
  await page.getByLabel("Your name").waitFor();
  await tabTo(page, "Your name");
  await page.keyboard.type("Grace Hopper");
  await page.keyboard.press("Enter");
  await page.locator(".talk li.assistant").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.labels?.[0]?.textContent), "Your answer");
  for (const [label, key] of [["Your answer", "I wrote the first compiler."], ["Hint", null], ["Your answer", "A table of symbols."]]) {
    const before = await page.locator(".talk li.assistant").count();
    await tabTo(page, label);
    if (key) await page.keyboard.type(key);
    await page.keyboard.press("Enter");
    await page.locator(".talk li.assistant").nth(before).waitFor();
  }
  await tabTo(page, "End interview");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Transcript" }).waitFor();
  await tabTo(page, "Sessions");
  await page.keyboard.press("Enter");
  await page.getByRole("table").waitFor();
  assert.ok((await page.getByRole("table").innerText()).includes("Grace Hopper"));
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test("where a token is wanted the page asks for it", async () => {
  const hash = createHash("sha256").update("a-token").digest("hex");
  const guarded = await serve("--set", `server.tokens=ada:${hash}`);
  const page = await open("/", { origin: guarded.url });
  await page.getByLabel("Token").fill("a-token");
  await page.getByRole("button", { name: "Go on" }).click();
  await begin(page, "Ada Lovelace");
  await say(page, "I built caches.");
  await page.context().close();
  await guarded.stop();
});

test("a page that was left while it loads shows nothing and opens nothing", async () => {
  const page = await open("/");
  await begin(page, "Ada Lovelace");
  const path = new URL(page.url()).pathname;
  await page.goto(`${server.url}/`);
  await page.getByLabel("Your name").waitFor();
  let sockets = 0;
  page.on("websocket", () => { sockets += 1; });
  const asked = new Promise((resolve) => page.route("**/api/sessions/*", resolve));
  await page.evaluate((path) => { window.going = import("/assets/main.js").then(({ go }) => go(path)); }, path);
  const held = await asked;
  await page.getByRole("link", { name: "Sessions" }).click();
  await page.getByRole("table").waitFor();
  await held.continue();
  await page.evaluate(() => window.going);
  await page.getByRole("table").waitFor({ timeout: 5_000 });
  assert.equal(sockets, 0);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test("one connection at a time, and a greeting whenever nothing is resumed", async () => {
  const page = await open("/");
  const seen = await page.evaluate(async () => {
    const { Talk } = await import("/assets/talk.js");
    const made = [];
    const timers = new Set();
    window.setTimeout = (act) => { timers.add(act); return act; };
    window.clearTimeout = (act) => timers.delete(act);
    window.WebSocket = class {
      static OPEN = 1;
      constructor() { this.types = []; this.readyState = 1; made.push(this); }
      send(text) { this.types.push(JSON.parse(text).type); }
      close() { this.shut = true; }
    };
    const states = [];
    const talk = new Talk("x", { onmessage() {}, onsound() {}, onstate: (state) => states.push(state) });
    const welcome = (socket, resumed) => {
      socket.onopen({});
      socket.onmessage({ data: JSON.stringify({ type: "hello_ack", conversation: "c", last_seq: 0, resumed }) });
    };
    welcome(made[0], false);
    made[0].onclose({ code: 1006 });
    talk.send({ type: "hint" });
    const waiting = timers.size;
    talk.speak(true);
    const left = timers.size;
    made[0].onclose({ code: 4409 });
    welcome(made[1], true);
    talk.speak(false);
    made[1].onclose({ code: 4409 });
    welcome(made[2], false);
    talk.leave();
    talk.speak(true);
    return { waiting, left, states, types: made.map(({ types }) => types) };
  });
  assert.deepEqual(seen, {
    waiting: 1,
    left: 0,
    states: ["open", "away", "open", "open"],
    types: [["hello", "interview_ready"], ["hello", "hint"], ["hello", "interview_ready"]],
  });
  await page.context().close();
});
