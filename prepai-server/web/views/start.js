// Choose an interview and begin it.

import { request } from "/assets/api.js";
import { el, field, notice, show, tick } from "/assets/dom.js";
import { go } from "/assets/main.js";

export async function start(query, signal) {
  const { interview_types: types } = await request("/api/interview-types");
  if (signal.aborted) return;
  const kind = el("select", { required: true }, types.map((type) => el("option", { value: type.id }, type.name)));
  const wanted = query.get("type");
  if (wanted && types.some((type) => type.id === wanted)) kind.value = wanted;
  const name = el("input", { required: true, maxlength: 200, autocomplete: "name", value: query.get("name") ?? "" });
  const mode = el("select", {}, el("option", { value: "practice" }, "Practice: hints are given"), el("option", { value: "real" }, "Real: as in the company"));
  const minutes = el("input", { type: "number", min: 5, max: 240, placeholder: "as usual" });
  const thinking = el("select", {}, [1, 1.5, 2, 3, 4].map((factor) => el("option", { value: factor }, `×${factor}`)));
  const job = el("textarea", { rows: 3, maxlength: 20000 });
  const record = el("input", { type: "checkbox" });
  const wrong = el("div", {});
  const button = el("button", { class: "first" }, "Begin");
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    wrong.replaceChildren();
    const body = { interview_type: kind.value, candidate_name: name.value.trim(), mode: mode.value, thinking_time: Number(thinking.value) };
    if (record.checked) body.recording_consent = true;
    if (minutes.value) body.duration_minutes = Number(minutes.value);
    if (job.value.trim()) body.job_description = job.value;
    try {
      const session = await request("/api/sessions", { method: "POST", json: body });
      await go(`/sessions/${encodeURIComponent(session.session_id)}`);
    } catch (error) {
      wrong.replaceChildren(notice(error.message));
      button.disabled = false;
    }
  };
  show("New interview",
    el("p", {}, "An interviewer asks, listens to what you say or type, asks on, and gives a report with the evidence for every score."),
    el("form", { onsubmit: submit },
      el("div", { class: "row" }, field("Interview", kind), field("Your name", name)),
      el("details", {}, el("summary", {}, "More settings"),
        el("div", { class: "row" }, field("Mode", mode), field("Minutes", minutes), field("Thinking time", thinking)),
        field("Job description", job, "The interviewer takes it into account.")),
      tick("Keep recordings of what I say", record, "Each spoken answer is kept with the interview, can be played in its report, and is deleted with it. Otherwise no sound is kept."),
      wrong, el("div", { class: "actions" }, button)));
}
