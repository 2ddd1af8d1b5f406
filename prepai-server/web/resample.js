// Another rate for samples that come in pieces: a sinc under a Kaiser window, so that nothing above the lower rate's half comes back as something else.

/// Zero crossings of the sinc on each side, and points of the table between two of them.
const CROSSINGS = 24;
const POINTS = 512;
/// How much of the lower rate's half may pass; -6 dB there, -70 dB at that half.
const PASS = 0.91;
const BETA = 7;

/// Half of the windowed sinc, from its middle to its end and one zero more.
const TABLE = (() => {
  const length = CROSSINGS * POINTS;
  const table = new Float64Array(length + 2);
  for (let index = 0; index < length; index++) {
    const x = (Math.PI * index) / POINTS;
    table[index] = (index ? Math.sin(x) / x : 1) * bessel(BETA * Math.sqrt(1 - (index / length) ** 2)) / bessel(BETA);
  }
  return table;
})();

/// The modified Bessel function of the first kind and order zero, by its power series.
function bessel(x) {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) sum += term *= (x / (2 * k)) ** 2;
  return sum;
}

export class Resampler {
  /// Samples a second, before and after.
  constructor(from, to) {
    [this.from, this.to] = [from, to];
    this.cut = PASS * Math.min(1, to / from);
    this.half = from === to ? 0 : Math.ceil(CROSSINGS / this.cut);
    // What was taken and is needed still; silence came before the first sample.
    this.past = new Float32Array(2 * this.half);
    // The next sample to make lies at `at + rest / to` of past and what comes.
    [this.at, this.rest] = [this.half, 0];
  }

  /// Takes samples and gives as many as the same time has; what they tell comes late by half the filter, 1 to 3 ms.
  push(samples) {
    if (this.from === this.to) return samples;
    const have = new Float32Array(this.past.length + samples.length);
    have.set(this.past);
    have.set(samples, this.past.length);
    const made = new Float32Array(Math.max(0, Math.ceil(((have.length - this.half - this.at) * this.to - this.rest) / this.from)));
    let count = 0;
    while (this.at + this.half < have.length) {
      made[count++] = this.sum(have, this.at, this.rest / this.to);
      this.rest += this.from;
      this.at += Math.floor(this.rest / this.to);
      this.rest %= this.to;
    }
    const keep = Math.max(0, Math.min(have.length, this.at - this.half));
    this.past = have.slice(keep);
    this.at -= keep;
    return made.subarray(0, count);
  }

  sum(have, at, fraction) {
    const step = this.cut * POINTS;
    let sum = 0;
    for (let place = (this.half - 1 + fraction) * step, index = at - this.half + 1; index <= at + this.half; index++, place -= step) {
      const distance = Math.abs(place);
      const point = Math.floor(distance);
      if (point > CROSSINGS * POINTS) continue;
      sum += have[index] * (TABLE[point] + (TABLE[point + 1] - TABLE[point]) * (distance - point));
    }
    return sum * this.cut;
  }
}
