// A loudspeaker, and a microphone where it is wanted, joined to a conversation of protocol 2.

const HEADER = 20;

export class Sound {
  /// Opens the loudspeaker; `talk` carries what it reports.
  static async open(talk) {
    const sound = new Sound();
    sound.talk = talk;
    // The device's own rate: not every browser joins a microphone to another one. The worklet turns it into 16 kHz.
    sound.context = new AudioContext();
    try {
      await sound.context.audioWorklet.addModule("/assets/worklet.js");
      sound.player = new AudioWorkletNode(sound.context, "prepai-player", { numberOfInputs: 0, outputChannelCount: [1] });
      sound.player.connect(sound.context.destination);
      sound.player.port.onmessage = ({ data }) => talk.send({ type: "played", ...data });
      await running(sound.context);
      return sound;
    } catch (error) {
      sound.close();
      throw error;
    }
  }

  /// Asks for the microphone; `lost` is called when it ends by itself.
  async hear(lost) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
    });
    this.stream = stream;
    // Whatever fails now, the microphone is open already.
    try {
      if (this.shut) throw new Error("the sound was closed meanwhile");
      for (const track of stream.getTracks()) track.addEventListener("ended", () => { if (this.stream === stream) lost(); });
      this.microphone = new AudioWorkletNode(this.context, "prepai-microphone", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
      this.microphone.port.onmessage = ({ data }) => { if (this.stream === stream) this.talk.sound(this.frame(data)); };
      this.source = this.context.createMediaStreamSource(stream);
      this.source.connect(this.microphone);
    } catch (error) {
      this.deaf();
      throw error;
    }
  }

  /// Whether the microphone is on.
  get hears() {
    return Boolean(this.stream);
  }

  /// Closes the microphone.
  deaf() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.source?.disconnect();
    this.stream = null;
  }

  /// The microphone gives silence, or sound again.
  mute(on) {
    for (const track of this.stream?.getTracks() ?? []) track.enabled = !on;
  }

  /// A frame of the microphone with its header.
  frame(samples) {
    const bytes = new Uint8Array(HEADER + samples.byteLength);
    const view = new DataView(bytes.buffer);
    view.setUint8(0, 1);
    view.setUint8(1, 1);
    // Counted by the conversation: whoever stops and speaks again goes on where they were, or the server takes it for old sound.
    view.setUint32(8, ++this.talk.frames, true);
    view.setBigUint64(12, BigInt(this.talk.samples), true);
    bytes.set(new Uint8Array(samples), HEADER);
    this.talk.samples += samples.byteLength / 2;
    return bytes;
  }

  /// A frame of the interviewer.
  play(turn, start, samples) {
    this.player.port.postMessage({ turn, start, frame: samples }, [samples]);
  }

  /// `pause`, `resume` or `flush`.
  tell(type) {
    this.player.port.postMessage({ type });
  }

  close() {
    this.shut = true;
    this.deaf();
    if (this.context.state !== "closed") this.context.close();
  }
}

// Without any loudspeaker some browsers never begin, and never say so.
async function running(context) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the browser plays nothing; connect a loudspeaker or a headset")), 5_000);
  });
  try {
    await Promise.race([context.resume(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/// What a binary frame of the server holds.
export function parse(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER || view.getUint8(0) !== 1 || view.getUint8(1) !== 1) return null;
  return {
    turn: view.getUint32(4, true),
    seq: view.getUint32(8, true),
    start: Number(view.getBigUint64(12, true)),
    samples: buffer.slice(HEADER),
  };
}
