// Words that were sent and may not have arrived: each is told stored by the server, or given back.

export class Underway {
  /// `lost` is given the words that did not arrive.
  constructor(lost) {
    this.lost = lost;
    this.words = [];
  }

  /// Words went out on a socket when `turn` was the last turn known.
  sent(text, socket, turn) {
    this.words.push({ text, socket, turn });
  }

  /// The server has stored words.
  stored(text) {
    const index = this.words.findIndex((word) => same(word.text, text));
    if (index >= 0) this.words.splice(index, 1);
  }

  /// What the server has is all here: what is missing and went out on another socket is lost.
  state(transcript, socket) {
    for (const { text, turn } of [...this.words]) {
      if (transcript.some((line) => line.role === "user" && line.turn > turn && same(line.content, text))) this.stored(text);
    }
    this.lose((word) => word.socket !== socket);
  }

  lose(which) {
    const gone = this.words.filter(which);
    this.words = this.words.filter((word) => !gone.includes(word));
    for (const { text } of gone) this.lost(text);
  }
}

const same = (one, other) => one.trim() === other.trim();
