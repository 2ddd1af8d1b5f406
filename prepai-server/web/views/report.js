// The report of an interview that has ended.

import { download, request } from "/assets/api.js";
import { el, notice, show, speaker, time } from "/assets/dom.js";

const NAMES = {
  technicalKnowledge: "Technical knowledge", problemSolving: "Problem solving", communication: "Communication",
  codeQuality: "Code quality", culturalFit: "Cultural fit",
};

export async function report(id, signal) {
  const path = encodeURIComponent(id);
  const { report } = await request(`/api/interviews/${path}/performance-report`);
  const { transcript } = await request(`/api/interviews/${path}/transcript`);
  // A report is read without its recordings too.
  const { files } = await request(`/api/interviews/${path}/files`).catch(() => ({ files: [] }));
  if (signal.aborted) return;
  const score = (value) => (value == null ? "not assessed" : `${value} of 10`);
  const list = (title, items) => (items?.length ? [el("h2", {}, title), el("ul", {}, items.map((item) => el("li", {}, String(item))))] : []);
  const rows = Object.entries(report.scores ?? {}).map(([key, value]) => el("tr", {}, el("th", { scope: "row" }, NAMES[key] ?? key), el("td", {}, score(value))));
  const save = (label, url, name) => el("button", { onclick: () => download(url, name).catch((error) => told.replaceChildren(notice(error.message))) }, label);
  const told = el("div", {});
  const base = `/api/interviews/${path}`;
  show(`Report: ${report.candidateName}`,
    el("p", { class: "meta" }, `${report.interviewType}, ${Math.round((report.duration ?? 0) / 60)} min`),
    el("p", {}, "Overall: ", el("strong", {}, score(report.overallScore)), ` (${String(report.recommendation ?? "").replaceAll("_", " ").toLowerCase()})`),
    el("div", { class: "wide" }, el("table", {}, el("caption", { class: "skip" }, "Scores"), el("tbody", {}, rows))),
    list("Strengths", report.strengths), list("To work on", report.improvements),
    report.detailedFeedback ? [el("h2", {}, "Feedback"), ...String(report.detailedFeedback).split(/\n{2,}/).map((text) => el("p", { class: "talk-text" }, text))] : [],
    evidence(report),
    el("h2", {}, "Transcript"),
    el("ol", { class: "talk" }, transcript.map((entry) => el("li", { class: entry.role }, el("span", { class: "who" }, speaker(entry.role)), entry.content))),
    recordings(files, (error) => told.replaceChildren(notice(error.message)), signal),
    told,
    el("div", { class: "actions" },
      save("Report as Markdown", `${base}/performance-report?format=md`, "report.md"),
      save("Report as HTML", `${base}/performance-report?format=html`, "report.html"),
      save("Transcript", `${base}/transcript?format=txt`, "transcript.txt")));
}

// Each spoken answer, fetched when it is to be heard: a player cannot show the token.
function recordings(files, fail, signal) {
  const spoken = files.filter(({ name }) => /^audio_.*\.(wav|webm)$/.test(name));
  if (!spoken.length) return [];
  const item = ({ name, url }, index) => {
    const label = `Answer ${index + 1}, ${began(name)}`;
    const button = el("button", { type: "button" }, `Play ${label}`);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const source = URL.createObjectURL(await request(url, { type: "blob" }));
        signal.addEventListener("abort", () => URL.revokeObjectURL(source));
        const player = el("audio", { controls: true, src: source, "aria-label": label });
        button.replaceWith(el("span", {}, label), player);
        player.focus();
        await player.play();
      } catch (error) {
        button.disabled = false;
        fail(error);
      }
    });
    return el("li", {}, button);
  };
  return [el("h2", {}, "Recordings"), el("ul", { class: "recordings" }, spoken.map(item))];
}

// When an answer began, as its file's name tells it in UTC.
function began(name) {
  const [, year, month, day, hour, minute, second] = name.match(/^audio_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)/) ?? [];
  return year ? time(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) : name;
}

// Whatever in the report quotes the interview.
function evidence(report) {
  const quotes = [];
  const walk = (value) => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value && typeof value === "object") {
      if (typeof value.quote === "string" && value.quote) quotes.push(value.quote);
      else Object.values(value).forEach(walk);
    }
  };
  walk(report);
  if (!quotes.length) return [];
  return [el("h2", {}, "What the scores rest on"), ...[...new Set(quotes)].slice(0, 40).map((quote) => el("blockquote", {}, quote))];
}
