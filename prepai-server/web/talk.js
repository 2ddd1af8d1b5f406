// The WebSocket in protocol 2: says hello, resumes after a drop, and tells what happens.

import { token } from "/assets/api.js";
import { parse } from "/assets/sound.js";

const FINAL = {
  4401: "The server wants a valid token.",
  4404: "This session does not exist.",
  4406: "This page does not fit the server; reload it.",
  4409: "The interview goes on in another window. Reload this page to take it back.",
  4410: "",
  4429: "This was too much at once; wait a moment and reload the page to go on.",
};

export class Talk {
  constructor(session, { onmessage, onstate, onsound }) {
    this.session = session;
    this.onmessage = onmessage;
    this.onstate = onstate;
    this.onsound = onsound;
    this.seq = 0;
    this.tries = 0;
    this.frames = 0;
    this.samples = 0;
    this.waiting = [];
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    if (this.left) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/interview/${encodeURIComponent(this.session)}`);
    // What one before it still has to say is of no use.
    const current = (act) => (event) => { if (socket === this.socket) act(event); };
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    this.open = false;
    socket.onopen = current(() => {
      const hello = { type: "hello", protocol: 2 };
      if (this.speaks) hello.audio = { in: { rate: 16000, format: "pcm16" }, out: { rate: 16000, format: "pcm16" } };
      if (token()) hello.token = token();
      if (this.conversation) hello.resume = { conversation: this.conversation, last_seq: this.seq };
      socket.send(JSON.stringify(hello));
    });
    socket.onmessage = current(({ data }) => {
      if (typeof data === "string") return this.hear(JSON.parse(data));
      const frame = parse(data);
      if (!frame || frame.seq <= this.seq) return;
      this.seq = frame.seq;
      this.onsound(frame);
    });
    socket.onclose = current(({ code }) => this.closed(code));
  }

  hear(message) {
    if (message.type === "hello_ack") {
      this.conversation = message.conversation;
      if (!message.resumed) [this.seq, this.frames, this.samples] = [message.last_seq, 0, 0];
      this.tries = 0;
      this.open = true;
      this.onstate("open", 0, "", message);
      // Where nothing is resumed nobody may have been greeted; whoever was hears the last words again.
      if (!message.resumed) this.send({ type: "interview_ready" });
      for (const text of this.waiting.splice(0)) this.socket.send(text);
      return;
    }
    if (message.seq !== undefined) {
      if (message.seq <= this.seq) return;
      this.seq = message.seq;
    }
    this.onmessage(message);
  }

  send(message) {
    const text = JSON.stringify(message);
    if (this.open) this.socket.send(text);
    else this.waiting.push(text);
  }

  sound(bytes) {
    if (this.open && this.speaks) this.socket.send(bytes);
  }

  // With sound or without: said in the hello, so the connection begins anew and resumes.
  speak(speaks) {
    this.speaks = speaks;
    this.socket.close();
    this.connect();
  }

  closed(code) {
    this.open = false;
    if (this.left) return;
    if (code in FINAL) return this.onstate("closed", code, FINAL[code]);
    this.tries += 1;
    this.onstate("away", code, "The connection is lost; trying again.");
    this.timer = setTimeout(() => this.connect(), Math.min(500 * 2 ** Math.min(this.tries, 5), 10_000));
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
