// The interview: words in both directions, code, CV, and the end.

import { request } from "/assets/api.js";
import { el, field, notice, sentence, show, speaker } from "/assets/dom.js";
import { go } from "/assets/main.js";
import { Talk } from "/assets/talk.js";
import { answer } from "/assets/views/answer.js";
import { exercise, forget } from "/assets/views/exercise.js";
import { voice } from "/assets/views/voice.js";

export async function interview(id, signal) {
  const path = encodeURIComponent(id);
  const [session, kinds] = await Promise.all([request(`/api/sessions/${path}`), request("/api/interview-types")]);
  if (signal.aborted) return;
  if (session.status !== "active") {
    forget(id);
    return go(`/sessions/${path}/report`, false);
  }

  const talk = el("ol", { class: "talk", "aria-label": "Conversation" });
  const spoken = el("div", { class: "skip", "aria-live": "polite" });
  const status = el("p", { class: "meta", role: "status" }, "Connecting…");
  const told = el("div", {});
  let line = null;
  let lineTurn = null;
  let shown = new Set();

  const add = (who, text) => {
    const item = el("li", { class: who }, el("span", { class: "who" }, speaker(who)), text);
    talk.append(item);
    item.scrollIntoView({ block: "nearest" });
    return item.lastChild;
  };
  const tell = (text, bad) => told.replaceChildren(text ? notice(text, bad) : "");
  // What the status says while the connection is there.
  let stage = "Connected";
  const phase = ({ name, remaining }) => { status.textContent = stage = `${name[0].toUpperCase()}${name.slice(1)}, about ${Math.max(1, Math.round(remaining / 60))} min`; };

  const hear = (message) => {
    switch (message.type) {
      case "state":
        talk.replaceChildren();
        shown = new Set();
        for (const entry of message.transcript) { add(entry.role, entry.content); shown.add(`${entry.turn} ${entry.role}`); }
        if (message.phase) phase(message.phase);
        if (message.coding_question) code.put(message.coding_question);
        break;
      case "speech_started": aloud.heard("You are speaking…"); break;
      case "partial_transcript": aloud.heard(message.text); break;
      case "pause_playback": aloud.tell("pause"); break;
      case "resume_playback": aloud.tell("resume"); break;
      case "flush": aloud.tell("flush"); break;
      case "transcript":
        aloud.heard();
        typed.stored(message.text);
        if (!shown.has(`${message.turn} user`)) add("user", message.text);
        line = null;
        break;
      case "thinking": aloud.heard("The interviewer is thinking…"); break;
      case "llm_chunk":
        if (message.turn === 0 || shown.has(`${message.turn} assistant`)) break;
        if (lineTurn !== message.turn) line = null;
        lineTurn = message.turn;
        if (!line) { line = add("assistant", ""); aloud.heard(); }
        line.textContent += message.text;
        break;
      case "assistant_complete":
        aloud.heard();
        spoken.textContent = message.text;
        if (message.again) { if (![...talk.querySelectorAll(".assistant")].some((item) => item.lastChild.textContent === message.text)) add("assistant", message.text); break; }
        if (shown.has(`${message.turn} assistant`)) break;
        if (line && lineTurn === message.turn) line.textContent = message.text;
        else add("assistant", message.text);
        line = null;
        tell("");
        break;
      case "interrupted": line = null; break;
      case "phase": phase(message); break;
      case "coding_question": code.put(message); break;
      case "code_result":
        tell(message.total ? `${message.passed} of ${message.total} tests passed.` : "Your code is stored; this server cannot run it.", false);
        break;
      case "notice":
        if (message.code === "hears") aloud.hears();
        if (!["hint", "filler", "cut_in"].includes(message.code)) tell(message.message, false);
        break;
      case "error": aloud.heard(); tell(sentence(message.message), true); break;
    }
  };

  const connection = new Talk(id, {
    onmessage: hear,
    onsound: (frame) => aloud.play(frame),
    onlost: (text) => typed.lost(text),
    onstate: (state, code, text, ack) => {
      if (state === "open") {
        aloud.ready(ack);
        status.textContent = stage;
        return;
      }
      if (state === "unheard") {
        aloud.refused();
        return tell(`${sentence(text) || "This server has no place for another voice at the moment."} The interview goes on in writing.`, true);
      }
      if (code === 4410) { forget(id); return go(`/sessions/${path}/report`); }
      if (state === "closed") {
        if (code === 4404) forget(id);
        aloud.close();
        status.textContent = "Not connected";
        tell(sentence(text), true);
        for (const control of main().querySelectorAll("button")) control.disabled = true;
        // What was written can still be copied.
        for (const words of main().querySelectorAll("textarea")) words.readOnly = true;
        return;
      }
      status.textContent = text;
    },
  });
  const aloud = voice(connection, tell, signal);
  const parts = { send: (message) => connection.send(message), typing: () => aloud.typing(), tell };
  const code = exercise(id, parts);
  const typed = answer({ ...parts, send: (text) => connection.send({ type: "text_message", text }) });

  const file = el("input", { type: "file", accept: ".txt,text/plain" });
  file.addEventListener("change", async () => {
    if (!file.files[0]) return;
    const body = new FormData();
    body.append("file", file.files[0]);
    try {
      const { analysis } = await request(`/api/interviews/${path}/upload-cv`, { method: "POST", body });
      tell(`Your CV was read: ${analysis.skills.length} skills, ${analysis.experience.length} jobs.`, false);
    } catch (error) { tell(error.message, true); }
  });
  const end = el("button", { class: "danger", onclick: () => { if (confirm("End the interview and see the report?")) connection.send({ type: "end" }); } }, "End interview");

  const kind = kinds.interview_types.find((kind) => kind.id === session.interview_type)?.name ?? session.interview_type;
  show(`${kind}: ${session.candidate_name}`, status, told, talk, spoken, aloud.line, aloud.group, code.section,
    el("form", { onsubmit: (event) => { event.preventDefault(); typed.submit(); } },
      typed.label,
      el("div", { class: "actions" }, el("button", { class: "first" }, "Send"),
        el("button", { type: "button", onclick: () => connection.send({ type: "hint" }) }, "Hint"),
        el("button", { type: "button", onclick: () => connection.send({ type: "repeat" }) }, "Repeat"),
        Object.assign(end, { type: "button" }))),
    el("details", {}, el("summary", {}, "Upload a CV"), field("CV as plain text", file)));
  typed.focus();
  return () => { aloud.close(); connection.leave(); };
}

const main = () => document.getElementById("main");
