// The interview: words in both directions, code, CV, and the end.

import { request } from "/assets/api.js";
import { el, field, notice, show } from "/assets/dom.js";
import { go } from "/assets/main.js";
import { Sound } from "/assets/sound.js";
import { Talk } from "/assets/talk.js";

export async function interview(id, signal) {
  const path = encodeURIComponent(id);
  const session = await request(`/api/sessions/${path}`);
  if (signal.aborted) return;
  if (session.status !== "active") return go(`/sessions/${path}/report`, false);

  const talk = el("ol", { class: "talk", "aria-label": "Conversation" });
  const spoken = el("div", { class: "skip", "aria-live": "polite" });
  const status = el("p", { class: "meta", role: "status" }, "Connecting…");
  const told = el("div", {});
  const exercise = el("section", { class: "exercise", "aria-label": "Coding exercise", hidden: true });
  const heard = el("p", { class: "meta" });
  const microphone = el("button", { type: "button", "aria-pressed": "false", hidden: true, onclick: () => speak() }, "Speak");
  let sound = null;
  let opening = false;
  let line = null;
  let lineTurn = null;
  let shown = new Set();

  const add = (who, text) => {
    const item = el("li", { class: who }, el("span", { class: "who" }, who === "user" ? "You" : "Interviewer"), text);
    talk.append(item);
    item.scrollIntoView({ block: "nearest" });
    return item.lastChild;
  };
  // Whether anybody listens is seen, not guessed.
  const listens = () => { heard.textContent = sound ? "The microphone is on: answer aloud, or type." : ""; };
  const tell = (text, bad) => told.replaceChildren(text ? notice(text, bad) : "");
  const phase = ({ name, remaining }) => { status.textContent = `${name}, about ${Math.max(1, Math.round(remaining / 60))} min`; };

  const put = (question) => {
    const code = el("textarea", { class: "code", rows: 12, spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
    code.value = question.initialCode ?? "";
    const language = el("select", {}, el("option", { value: question.language }, question.language));
    request("/api/code/languages").then(({ languages }) => {
      const known = languages.map(({ id, name }) => el("option", { value: id }, name));
      if (known.length) { language.replaceChildren(...known); language.value = question.language; }
    }, () => {});
    const results = el("ul", { class: "results", "aria-label": "Results", "aria-live": "polite" });
    const run = async () => {
      if (!code.value.trim()) return;
      results.replaceChildren(el("li", {}, "Running…"));
      try {
        const done = await request("/api/code/execute", { method: "POST", json: {
          sessionId: id, code: code.value, language: language.value, functionName: question.functionName, testCases: question.testCases } });
        const said = done.testResults.map((test) => el("li", { class: test.passed ? "passed" : "failed" },
          `${test.passed ? "Passed" : test.verdict.replaceAll("_", " ")}: ${question.functionName}(${test.input}) → ${test.passed ? test.expected : test.actual ?? test.error}`,
          test.trace ? el("pre", {}, test.trace) : ""));
        for (const text of [done.error, done.note]) if (text) said.push(el("li", { class: done.error === text ? "failed" : "" }, text));
        results.replaceChildren(...said);
      } catch (error) { results.replaceChildren(el("li", { class: "failed" }, error.message)); }
    };
    exercise.hidden = false;
    exercise.replaceChildren(el("h2", {}, "Exercise"), el("p", {}, question.question),
      el("ul", {}, question.testCases.map((test) => el("li", {}, el("code", {}, `${question.functionName}(${test.input}) → ${test.expected}`)))),
      field("Language", language), field("Your code", code, "Tab leaves the field."),
      el("div", { class: "actions" }, el("button", { onclick: run }, "Run the samples"), el("button", { onclick: () => {
        if (code.value.trim()) connection.send({ type: "code_submission", code: code.value, language: language.value, functionName: question.functionName });
      } }, "Submit code")), results);
  };

  const hear = (message) => {
    switch (message.type) {
      case "state":
        talk.replaceChildren();
        shown = new Set();
        for (const entry of message.transcript) { add(entry.role, entry.content); shown.add(`${entry.turn} ${entry.role}`); }
        if (message.phase) phase(message.phase);
        if (message.coding_question) put(message.coding_question);
        break;
      case "speech_started": heard.textContent = "…"; break;
      case "partial_transcript": heard.textContent = message.text; break;
      case "pause_playback": sound?.tell("pause"); break;
      case "resume_playback": sound?.tell("resume"); break;
      case "flush": sound?.tell("flush"); break;
      case "transcript":
        listens();
        if (!shown.has(`${message.turn} user`)) add("user", message.text);
        line = null;
        break;
      case "thinking": status.dataset.thinking = "1"; break;
      case "llm_chunk":
        if (message.turn === 0 || shown.has(`${message.turn} assistant`)) break;
        if (lineTurn !== message.turn) line = null;
        lineTurn = message.turn;
        line ??= add("assistant", "");
        line.textContent += message.text;
        break;
      case "assistant_complete":
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
      case "coding_question": put(message); break;
      case "code_result":
        tell(message.total ? `${message.passed} of ${message.total} tests passed.` : "Your code is stored; this server cannot run it.", false);
        break;
      case "notice": if (!["hint", "filler", "cut_in"].includes(message.code)) tell(message.message, false); break;
      case "error": tell(message.message, true); break;
    }
  };

  const connection = new Talk(id, {
    onmessage: hear,
    onsound: ({ turn, start, samples }) => sound?.play(turn, start, samples),
    onstate: (state, code, text, ack) => {
      if (state === "open") { microphone.hidden = !ack.hears || !navigator.mediaDevices; if (status.textContent.startsWith("Conn") || status.textContent.startsWith("The conn")) status.textContent = "Connected"; return; }
      if (code === 4410) return go(`/sessions/${path}/report`);
      if (state === "closed") { tell(text, true); for (const control of main().querySelectorAll("button, textarea")) control.disabled = true; return; }
      status.textContent = text;
    },
  });

  const speak = async () => {
    // A second click, while the browser asks for the microphone, would open another one.
    if (opening) return;
    if (sound) {
      sound.close();
      sound = null;
      connection.speak(false);
    } else {
      opening = true;
      try {
        const opened = await Sound.open(connection);
        if (signal.aborted) return opened.close();
        sound = opened;
        connection.speak(true);
      } catch (error) {
        tell(`The microphone cannot be used: ${error.message}`, true);
      } finally {
        opening = false;
      }
    }
    microphone.textContent = sound ? "Stop speaking" : "Speak";
    microphone.setAttribute("aria-pressed", String(Boolean(sound)));
    listens();
  };

  const answer = el("textarea", { rows: 3, maxlength: 16000, required: true });
  const send = () => {
    if (!answer.value.trim()) return;
    connection.send({ type: "text_message", text: answer.value });
    answer.value = "";
    answer.focus();
  };
  answer.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  });
  const file = el("input", { type: "file", accept: ".txt,.pdf,.docx,text/plain" });
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

  show(`${session.interview_type}: ${session.candidate_name}`, status, told, talk, spoken, heard, exercise,
    el("form", { onsubmit: (event) => { event.preventDefault(); send(); } },
      field("Your answer", answer, "Enter sends, Shift+Enter begins a new line."),
      el("div", { class: "actions" }, el("button", { class: "first" }, "Send"), microphone,
        el("button", { type: "button", onclick: () => connection.send({ type: "hint" }) }, "Hint"),
        el("button", { type: "button", onclick: () => connection.send({ type: "repeat" }) }, "Repeat"),
        Object.assign(end, { type: "button" }))),
    el("details", {}, el("summary", {}, "Upload a CV"), field("CV as plain text", file)));
  answer.focus({ preventScroll: true });
  return () => { sound?.close(); connection.leave(); };
}

const main = () => document.getElementById("main");
