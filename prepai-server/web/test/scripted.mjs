// A page whose WebSocket is scripted: what it says is seen, and the server says what a test wants.
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

function script(able) {
  window.able = able;
  window.resumes = true;
  window.sockets = [];
  window.tracks = [];
  window.WebSocket = class {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      this.sent = [];
      this.bufferedAmount = 0;
      window.sockets.push(this);
      setTimeout(() => this.onopen?.({}));
    }
    send(data) {
      this.sent.push(typeof data === "string" ? JSON.parse(data) : data);
      if (this.sent.at(-1).type === "ping" && !window.dead) this.say({ type: "pong" });
      if (this.sent.at(-1).type === "hello" && !window.full) this.greet(window.sockets.length > 1 && window.resumes);
    }
    greet(resumed) {
      this.say({ type: "hello_ack", protocol: 2, conversation: "c", last_seq: 0, resumed, ...window.able });
      if (!resumed) this.say({ type: "state", status: "active", turn: 1, transcript: [{ turn: 1, role: "assistant", content: "Hello." }], ...window.state });
    }
    say(message) { setTimeout(() => this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) })); }
    end(code) { setTimeout(() => this.onclose({ code })); }
    close() { this.shut = true; }
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}

/// A new interview, connected.
export async function interview(browser, server, able = { hears: true, speaks: true }, options = {}) {
  const answer = await fetch(`${server.url}/api/sessions`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ interview_type: "google-sde", candidate_name: "Ada Lovelace" }),
  });
  const { session_id: session } = await answer.json();
  const page = await (await browser.newContext({ permissions: ["microphone"], ...options })).newPage();
  page.wrong = [];
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  await page.addInitScript(script, able);
  await page.goto(`${server.url}/sessions/${session}`);
  await page.locator(".talk li").first().waitFor();
  return page;
}

/// What the newest socket was sent, without sound; of one type where one is named.
export const sent = (page, type) => page.evaluate((type) => window.sockets.at(-1).sent.filter((data) => data.type && (!type || data.type === type)), type);

export const say = (page, message) => page.evaluate((message) => window.sockets.at(-1).say(message), message);

export const sockets = (page, count) => page.waitForFunction((count) => window.sockets.length === count && window.sockets.at(-1).sent.length, count);

export const button = (page, name) => page.getByRole("button", { name, exact: true });
