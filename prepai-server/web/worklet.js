// Runs on the audio thread: frames of the microphone out, frames of the interviewer in. `sampleRate` is the device's.

import { Resampler } from "/assets/resample.js";

const RATE = 16000;
const FRAME = 320;
/// Samples of the interviewer that are turned into the device's at once: what is played is known to within 2 ms.
const PIECE = 32;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.rate = new Resampler(sampleRate, RATE);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    for (const sample of this.rate.push(samples)) {
      this.frame[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
      if (this.filled === FRAME) {
        this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
        this.frame = new Int16Array(FRAME);
        this.filled = 0;
      }
    }
    return true;
  }
}

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.rate = new Resampler(RATE, sampleRate);
    this.ready = new Float32Array(0);
    this.clear(0);
    this.port.onmessage = ({ data }) => {
      if (data.frame) this.take(data);
      else if (data.type === "pause") { this.paused = true; this.report(); }
      else if (data.type === "resume") this.paused = false;
      else if (data.type === "flush") { this.report(); this.frames = []; this.at = 0; this.paused = false; }
    };
  }

  clear(turn) {
    this.turn = turn;
    this.frames = [];
    this.at = 0;
    this.played = 0;
    this.reported = 0;
    this.paused = false;
  }

  take({ turn, start, frame }) {
    if (turn !== this.turn) { this.clear(turn); this.played = start; this.reported = start; }
    this.frames.push(new Int16Array(frame));
  }

  report() {
    if (this.played === this.reported) return;
    this.reported = this.played;
    this.port.postMessage({ turn: this.turn, samples: this.played });
  }

  /// The next samples as they were sent; silence where there are none, which is not counted.
  next() {
    const piece = new Float32Array(PIECE);
    for (let index = 0; index < PIECE; index++) {
      const frame = this.paused ? null : this.frames[0];
      if (!frame) break;
      piece[index] = frame[this.at++] / 32768;
      this.played++;
      if (this.at >= frame.length) { this.frames.shift(); this.at = 0; }
    }
    return piece;
  }

  process(_, [output]) {
    const out = output[0];
    for (let index = 0; index < out.length;) {
      if (!this.ready.length) this.ready = this.rate.push(this.next());
      const part = this.ready.subarray(0, out.length - index);
      out.set(part, index);
      index += part.length;
      this.ready = this.ready.subarray(part.length);
    }
    if (this.played - this.reported >= 1600 || this.frames.length === 0) this.report();
    return true;
  }
}

registerProcessor("prepai-microphone", Microphone);
registerProcessor("prepai-player", Player);
