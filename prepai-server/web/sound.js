// A microphone and a loudspeaker at 16 kHz, joined to a conversation of protocol 2.

const HEADER = 20;

export class Sound {
  /// Asks for the microphone; `talk` carries the frames.
  static async open(talk) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
    });
    const sound = new Sound();
    sound.stream = stream;
    // Whatever fails now, the microphone is open already.
    return Sound.begin(sound, stream, talk).catch((error) => { sound.close(); throw error; });
  }

  static async begin(sound, stream, talk) {
    sound.context = new AudioContext({ sampleRate: 16000 });
    await sound.context.audioWorklet.addModule("/assets/worklet.js");
    sound.microphone = new AudioWorkletNode(sound.context, "prepai-microphone", { numberOfOutputs: 0 });
    sound.player = new AudioWorkletNode(sound.context, "prepai-player", { numberOfInputs: 0, outputChannelCount: [1] });
    sound.context.createMediaStreamSource(stream).connect(sound.microphone);
    sound.player.connect(sound.context.destination);
    sound.talk = talk;
    sound.microphone.port.onmessage = ({ data }) => talk.sound(sound.frame(data));
    sound.player.port.onmessage = ({ data }) => talk.send({ type: "played", ...data });
    await sound.context.resume();
    return sound;
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
    for (const track of this.stream.getTracks()) track.stop();
    this.context?.close();
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
