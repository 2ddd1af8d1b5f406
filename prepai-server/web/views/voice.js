// The switches of a conversation by voice: listening, speaking, and who has the floor.

import { el } from "/assets/dom.js";
import { Sound } from "/assets/sound.js";

const KEYS = { mute: "on", push_to_talk: "down", pause: "on" };

export function voice(connection, tell, signal) {
  let sound = null;
  let opening = false;
  let over = false;
  let listens = false;
  let server = { hears: false, speaks: false };
  let typed = 0;
  // What was pressed, from the first time on.
  const held = {};

  const line = el("p", { class: "meta" });
  const button = (label, act) => el("button", { type: "button", "aria-pressed": "false", hidden: true, onclick: act }, label);
  const listen = button("Listen", () => (listens ? quiet() : begin(false)));
  const speak = button("Speak", () => (sound?.hears ? stop() : begin(true)));
  const mute = button("Mute", () => hold("mute", !held.mute));
  const floor = button("Hold the floor", () => hold("push_to_talk", !held.push_to_talk));
  const pause = button("Pause", () => hold("pause", !held.pause));
  const group = el("div", { class: "actions", role: "group", "aria-label": "Voice" }, listen, speak, mute, floor, pause);

  const words = () => {
    if (held.pause) return "The interview stands still until you press Pause again.";
    if (held.mute) return "You are muted; typed answers go on.";
    if (held.push_to_talk) return "You have the floor: press again when your answer is complete.";
    if (sound?.hears) return "The microphone is on: answer aloud, or type.";
    if (sound) return "The interviewer speaks and you type. Repeat says the last words again.";
    const able = globalThis.AudioWorkletNode && navigator.mediaDevices;
    if ((server.hears || server.speaks) && !able) return "Listening and speaking need https, or the server on this machine.";
    return server.hears === false && server.protocol ? "Speech is not understood here at the moment: type your answers." : "";
  };
  // Whether anybody listens is seen, not guessed.
  const update = () => {
    const hears = Boolean(sound?.hears);
    const able = globalThis.AudioWorkletNode && navigator.mediaDevices;
    listen.hidden = over || hears || !(able && server.speaks);
    speak.hidden = over || !(hears || (able && server.hears));
    mute.hidden = floor.hidden = !hears || !server.hears;
    pause.hidden = !sound || !server.hears;
    // While the interview stands still the server takes no key.
    floor.disabled = Boolean(held.pause && !held.push_to_talk);
    speak.textContent = hears ? "Stop speaking" : "Speak";
    for (const [control, pressed] of [[listen, listens], [speak, hears], [mute, held.mute], [floor, held.push_to_talk], [pause, held.pause]]) {
      control.setAttribute("aria-pressed", String(Boolean(pressed)));
    }
    group.hidden = [...group.children].every((control) => control.hidden);
    line.textContent = words();
  };

  const say = (name) => connection.now({ type: name, [KEYS[name]]: held[name] });
  const hold = (name, value) => {
    held[name] = value;
    if (name === "mute") sound?.mute(value);
    say(name);
    update();
  };
  const release = (...names) => { for (const name of names) if (held[name]) hold(name, false); };

  const begin = async (microphone) => {
    // A second click, while the browser asks for the microphone, would open another one.
    if (opening) return;
    opening = true;
    let opened = sound;
    try {
      opened ??= await Sound.open(connection);
      if (microphone) await opened.hear(() => { stop(); tell("The microphone is gone: it was unplugged, or may no longer be used. You can go on typing.", true); });
      if (over || signal.aborted || opened.shut) return opened.close();
      if (!microphone) listens = true;
      if (!sound) { sound = opened; connection.speak(true); }
    } catch (error) {
      if (opened !== sound) opened?.close();
      if (!over) tell(`${microphone ? "The microphone" : "The loudspeaker"} cannot be used: ${error.message}`, true);
    } finally {
      opening = false;
      update();
    }
  };
  const end = () => {
    release("pause");
    sound.close();
    sound = null;
    connection.speak(false);
  };
  const stop = () => {
    if (!sound) return;
    sound.deaf();
    release("mute", "push_to_talk");
    if (!listens) end();
    update();
  };
  const quiet = () => {
    listens = false;
    if (!sound.hears) end();
    update();
  };

  return {
    group,
    line,
    /// The server said hello: what it can, and what it has to know again.
    ready(ack) {
      server = ack;
      if (server.hears) for (const name of Object.keys(held)) say(name);
      update();
    },
    /// Speech is understood from now on.
    hears() {
      server = { ...server, hears: true };
      for (const name of Object.keys(held)) say(name);
      update();
    },
    /// What is heard at the moment; nothing when that is over.
    heard(text) {
      line.textContent = text || words();
    },
    play: ({ turn, start, samples }) => sound?.play(turn, start, samples),
    tell: (type) => sound?.tell(type),
    /// Keys were pressed: whoever writes is busy, and holds the floor.
    typing() {
      if (!sound || !server.hears || Date.now() - typed < 1000) return;
      typed = Date.now();
      connection.now({ type: "editor", activity: true });
    },
    /// The server has no place for a voice.
    refused() {
      sound?.close();
      sound = null;
      listens = false;
      for (const name of Object.keys(held)) delete held[name];
      update();
    },
    /// Nothing is heard or played any more.
    close() {
      over = true;
      sound?.close();
      sound = null;
      listens = false;
      for (const name of Object.keys(held)) delete held[name];
      update();
    },
  };
}
