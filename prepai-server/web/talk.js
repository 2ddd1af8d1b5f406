// The WebSocket in protocol 2: says hello, resumes after a drop, and tells what happens.

import { token } from "/assets/api.js";
import { parse } from "/assets/sound.js";
import { Underway } from "/assets/underway.js";

const BUSY = 4429;
const FINAL = {
  1011: "This session cannot be opened: what is stored of it is damaged, or a newer server wrote it. Whoever runs the server can see more in its log.",
  4401: "The server wants a valid token.",
  4404: "This session does not exist.",
  4406: "This page does not fit the server; reload it.",
  4409: "The interview goes on in another window. Reload this page to take it back.",
  4410: "",
  [BUSY]: "This was too much at once; wait a moment and reload the page to go on.",
};
/// Bytes of sound that wait, two seconds of it: nothing goes out any more.
const STUCK = 64 * 1024;
/// How often a silent connection is asked whether it is alive, and how often in vain.
const BEAT = 4_000;
const BEATS = 2;
/// How long a resumed conversation may take to tell what was missed.
const CATCH_UP = 2_000;

export class Talk {
  constructor(session, { onmessage, onstate, onsound, onlost = () => {} }) {
    this.session = session;
    this.onmessage = onmessage;
    this.onstate = onstate;
    this.onsound = onsound;
    this.underway = new Underway(onlost);
    this.seq = 0;
    this.turn = 0;
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
    this.sentence = "";
    this.calm();
    socket.onopen = current(() => {
      const hello = { type: "hello", protocol: 2 };
      if (this.speaks) hello.audio = { in: { rate: 16000, format: "pcm16" }, out: { rate: 16000, format: "pcm16" } };
      if (token()) hello.token = token();
      if (this.conversation) hello.resume = { conversation: this.conversation, last_seq: this.seq };
      socket.send(JSON.stringify(hello));
    });
    socket.onmessage = current(({ data }) => {
      this.silent = 0;
      if (typeof data === "string") return this.hear(JSON.parse(data));
      const frame = parse(data);
      if (!frame || frame.seq <= this.seq) return;
      this.seq = frame.seq;
      this.onsound(frame);
    });
    socket.onclose = current(({ code }) => this.closed(code));
  }

  hear(message) {
    if (message.type === "hello_ack") return this.greeted(message);
    if (message.type === "pong") return;
    if (message.seq !== undefined) {
      if (message.seq <= this.seq) return;
      this.seq = message.seq;
    }
    if (message.turn > this.turn) this.turn = message.turn;
    if (message.type === "transcript") this.underway.stored(message.text);
    if (message.type === "state") this.underway.state(message.transcript, this.socket);
    if (message.type === "error") {
      this.sentence = message.message;
      // Outside the count it answers what this socket has sent.
      if (message.seq === undefined) this.underway.lose(() => true);
    }
    this.onmessage(message);
  }

  greeted(message) {
    this.conversation = message.conversation;
    if (!message.resumed) [this.seq, this.frames, this.samples] = [message.last_seq, 0, 0];
    this.tries = 0;
    this.open = true;
    this.pulse = setInterval(() => this.beat(), BEAT);
    this.onstate("open", 0, "", message);
    const { socket, underway } = this;
    if (message.resumed && underway.words.length) this.doubt = setTimeout(() => underway.lose((word) => word.socket !== socket), CATCH_UP);
    // Where nothing is resumed nobody may have been greeted; whoever was hears the last words again.
    if (!message.resumed) this.send({ type: "interview_ready" });
    for (const waits of this.waiting.splice(0)) this.put(waits);
  }

  // A socket that is closing takes nothing any more, some time before it says so.
  get ready() {
    return this.open && this.socket.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (this.ready) this.put(message);
    else this.waiting.push(message);
  }

  /// What is of no use later.
  now(message) {
    if (this.ready) this.put(message);
  }

  put(message) {
    this.socket.send(JSON.stringify(message));
    if (message.type === "text_message") this.underway.sent(message.text, this.socket, this.turn);
  }

  beat() {
    this.silent += 1;
    if (this.silent > BEATS) this.drop();
    else this.now({ type: "ping" });
  }

  sound(bytes) {
    if (!this.ready || !this.speaks) return;
    if (this.socket.bufferedAmount > STUCK) this.drop();
    else this.socket.send(bytes);
  }

  // With sound or without: said in the hello, so the connection begins anew and resumes.
  speak(speaks) {
    this.speaks = speaks;
    this.socket?.close();
    this.connect();
  }

  // A connection that is silent is given up; it would say so itself only after minutes.
  drop() {
    const { socket } = this;
    this.socket = null;
    socket.close();
    this.closed(0);
  }

  closed(code) {
    const served = this.open;
    this.open = false;
    this.calm();
    if (this.left) return;
    if (code === BUSY && !served && this.speaks) {
      // There is no place for a voice; for words there is.
      this.speaks = false;
      this.onstate("unheard", code, this.sentence);
      return this.connect();
    }
    if (code in FINAL) {
      this.left = true;
      this.underway.lose(() => true);
      for (const waits of this.waiting.splice(0)) if (waits.type === "text_message") this.underway.lost(waits.text);
      return this.onstate("closed", code, (code === BUSY && !served && this.sentence) || FINAL[code]);
    }
    this.tries += 1;
    this.onstate("away", code, "The connection is lost; trying again.");
    this.timer = setTimeout(() => this.connect(), Math.min(500 * 2 ** Math.min(this.tries, 5), 10_000));
  }

  calm() {
    clearInterval(this.pulse);
    clearTimeout(this.doubt);
    this.silent = 0;
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
    this.calm();
    this.socket?.close();
  }
}
