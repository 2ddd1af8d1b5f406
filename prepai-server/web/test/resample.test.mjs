// Sound at another rate: tones stay what they are, and what the lower rate cannot hold is gone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler } from "../resample.js";

const tone = (rate, hertz, seconds = 1) => Float32Array.from({ length: rate * seconds }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / rate));

function through(from, to, samples, piece = 128) {
  const resampler = new Resampler(from, to);
  const made = [];
  for (let index = 0; index < samples.length; index += piece) made.push(...resampler.push(samples.subarray(index, index + piece)));
  return made;
}

/// What is left of samples when the tone that fits best is taken away: both as energies.
function split(samples, rate, hertz) {
  const middle = samples.slice(samples.length / 4, (samples.length * 3) / 4);
  const wave = (of) => middle.map((_, index) => of((2 * Math.PI * hertz * index) / rate));
  const [sine, cosine] = [wave(Math.sin), wave(Math.cos)];
  const dot = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0);
  // The two waves of a tone that does not fit the window whole are not quite at right angles.
  const [ss, cc, sc, ys, yc] = [dot(sine, sine), dot(cosine, cosine), dot(sine, cosine), dot(middle, sine), dot(middle, cosine)];
  const whole = ss * cc - sc * sc;
  const [a, b] = [(ys * cc - yc * sc) / whole, (yc * ss - ys * sc) / whole];
  const rest = middle.map((value, index) => value - a * sine[index] - b * cosine[index]);
  return { level: Math.hypot(a, b), rest: Math.sqrt((2 * dot(rest, rest)) / rest.length) };
}
const decibels = (ratio) => 20 * Math.log10(ratio + 1e-12);

for (const [from, to] of [[48000, 16000], [44100, 16000], [96000, 16000], [22050, 16000], [8000, 16000], [16000, 48000], [16000, 44100], [16000, 8000], [16000, 192000]]) {
  test(`tones pass from ${from} to ${to} as they are`, () => {
    for (const hertz of [200, 1000, 3100]) {
      const made = through(from, to, tone(from, hertz));
      const { level, rest } = split(made, to, hertz);
      assert.ok(Math.abs(decibels(level / 0.5)) < 0.05, `${hertz} Hz comes at ${decibels(level / 0.5)} dB`);
      assert.ok(decibels(rest / level) < -65, `${hertz} Hz brings ${decibels(rest / level)} dB of something else`);
    }
  });
}

for (const [from, to, hertz] of [[48000, 16000, 8200], [48000, 16000, 12000], [44100, 16000, 9000], [44100, 16000, 21000], [16000, 8000, 4200]]) {
  test(`${hertz} Hz of ${from} do not come back at ${to}`, () => {
    const made = through(from, to, tone(from, hertz));
    const loudest = Math.max(...made.slice(to / 4, (to * 3) / 4).map(Math.abs));
    assert.ok(decibels(loudest / 0.5) < -60, `${decibels(loudest / 0.5)} dB are left`);
  });
}

test("pieces of any size make the same samples, as many as the time has", () => {
  const samples = tone(44100, 700);
  const made = through(44100, 16000, samples, 44100);
  assert.equal(made.length, 16000);
  for (const piece of [1, 7, 128, 4096]) assert.deepEqual(through(44100, 16000, samples, piece), made);
});

test("the same rate is the same samples, and a minute does not drift", () => {
  const samples = tone(16000, 440);
  assert.equal(new Resampler(16000, 16000).push(samples), samples);
  const resampler = new Resampler(44100, 16000);
  const silence = new Float32Array(44100);
  let made = 0;
  for (let second = 0; second < 60; second++) made += resampler.push(silence).length;
  assert.equal(made, 60 * 16000);
});
