// The coding exercise: its text, an editor whose code outlives the page, runs on the samples, and the submission.

import { request } from "/assets/api.js";
import { el, field } from "/assets/dom.js";
import { prose } from "/assets/prose.js";

/// Bytes of code.
const MOST = 64 * 1024;

const key = (session, question = "") => `prepai-code ${session} ${question}`;

/// Code of this session that this window keeps is of no use any more.
export function forget(session) {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(key(session))) sessionStorage.removeItem(name);
}

export function exercise(session, { send, typing, tell }) {
  const section = el("section", { class: "exercise", "aria-label": "Coding exercise", hidden: true });
  let shown;

  const put = (question) => {
    // What somebody writes stays where it is when the server tells of the exercise again.
    if (shown === question.question_id) return;
    shown = question.question_id;
    const kept = JSON.parse(sessionStorage.getItem(key(session, shown)) ?? "null");
    const code = el("textarea", { class: "code", rows: 12, spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
    code.value = kept?.code ?? question.initialCode ?? "";
    let wanted = kept?.language ?? question.language;
    const language = el("select", {}, el("option", { value: wanted }, wanted));
    const keep = () => sessionStorage.setItem(key(session, question.question_id), JSON.stringify({ code: code.value, language: language.value }));
    code.addEventListener("input", () => { typing(); keep(); });
    language.addEventListener("change", () => { wanted = language.value; keep(); });
    request("/api/code/languages").then(({ languages }) => {
      const known = languages.map(({ id, name }) => el("option", { value: id }, name));
      if (known.length) { language.replaceChildren(...known); language.value = wanted; }
    }, () => {});
    const results = el("ul", { class: "results", "aria-label": "Results", "aria-live": "polite" });
    const fits = () => {
      const over = new TextEncoder().encode(code.value).length - MOST;
      if (over > 0) tell(`Your code is too long by ${over} bytes.`, true);
      return over <= 0 && code.value.trim();
    };
    const run = async () => {
      if (!fits()) return;
      results.replaceChildren(el("li", {}, "Running…"));
      try {
        const done = await request("/api/code/execute", { method: "POST", json: {
          sessionId: session, code: code.value, language: language.value, functionName: question.functionName, testCases: question.testCases } });
        const said = done.testResults.map((test) => el("li", { class: test.passed ? "passed" : "failed" },
          `${test.passed ? "Passed" : test.verdict.replaceAll("_", " ")}: ${question.functionName}(${test.input}) → ${test.passed ? test.expected : (test.actual == null ? test.error : `${test.actual}, not ${test.expected}`)}`,
          test.trace ? el("pre", {}, test.trace) : ""));
        for (const text of [done.error, done.note]) if (text) said.push(el("li", { class: done.error === text ? "failed" : "" }, text));
        results.replaceChildren(...said);
      } catch (error) { results.replaceChildren(el("li", { class: "failed" }, error.message)); }
    };
    const submit = () => {
      if (fits()) send({ type: "code_submission", code: code.value, language: language.value, functionName: question.functionName });
    };
    section.hidden = false;
    section.replaceChildren(el("h2", {}, "Exercise"), ...prose(question.question),
      el("ul", {}, question.testCases.map((test) => el("li", {}, el("code", {}, `${question.functionName}(${test.input}) → ${test.expected}`)))),
      field("Language", language), field("Your code", code, "Tab leaves the field."),
      el("div", { class: "actions" }, el("button", { onclick: run }, "Run the samples"), el("button", { onclick: submit }, "Submit code")), results);
  };
  return { section, put };
}
