// All sessions, a page at a time.

import { request } from "/assets/api.js";
import { el, notice, show, time } from "/assets/dom.js";
import { forget } from "/assets/views/exercise.js";

export async function sessions(signal) {
  const body = el("tbody", {});
  const told = el("div", {});
  const more = el("button", { hidden: true, onclick: () => load().catch(fail) }, "More");
  const fail = (error) => told.replaceChildren(notice(error.message));
  let cursor = null;
  const row = (session) => {
    const path = `/sessions/${encodeURIComponent(session.session_id)}`;
    const done = session.status !== "active";
    const remove = el("button", { class: "danger", "aria-label": `Delete the interview of ${session.candidate_name}` }, "Delete");
    const line = el("tr", {},
      el("th", { scope: "row" }, el("a", { href: done ? `${path}/report` : path }, session.candidate_name)),
      el("td", {}, session.interview_type), el("td", {}, done ? "ended" : "open"), el("td", {}, time(session.created_at)), el("td", {}, remove));
    remove.addEventListener("click", async () => {
      if (!confirm("Delete this interview with everything that belongs to it?")) return;
      try {
        await request(`/api/sessions/${encodeURIComponent(session.session_id)}`, { method: "DELETE" });
        forget(session.session_id);
        line.remove();
        told.replaceChildren(notice("The interview was deleted.", false));
      } catch (error) { fail(error); }
    });
    return line;
  };
  const load = async () => {
    const page = await request(`/api/sessions?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    cursor = page.next_cursor;
    body.append(...page.sessions.map(row));
    more.hidden = !cursor;
    return page.sessions.length;
  };
  const count = await load();
  if (signal.aborted) return;
  if (!count) return void show("Sessions", el("p", {}, "There are none yet. ", el("a", { href: "/" }, "Begin one")));
  const heads = ["Candidate", "Interview", "State", "Begun"].map((name) => el("th", { scope: "col" }, name));
  show("Sessions", told, el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, heads, el("td", {}))), body)), el("div", { class: "actions" }, more));
}
