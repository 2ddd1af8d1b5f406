// Which view a path shows.

import { keepToken } from "/assets/api.js";
import { el, field, notice, show } from "/assets/dom.js";
import { start } from "/assets/views/start.js";
import { interview } from "/assets/views/interview.js";
import { report } from "/assets/views/report.js";
import { sessions } from "/assets/views/sessions.js";

let leave = () => {};
let visit = new AbortController();

const ROUTES = [
  [/^\/$/, (_, query, signal) => start(query, signal)],
  [/^\/interview\/new\/?$/, (_, query, signal) => start(query, signal)],
  [/^\/demo\/?$/, (_, query, signal) => interview("demo-session", signal)],
  [/^\/demo\/(cv|code-editor)\/?$/, (_, query, signal) => interview("demo-session", signal)],
  [/^\/demo\/performance\/?$/, (_, query, signal) => sessions(signal)],
  [/^\/sessions\/?$/, (_, query, signal) => sessions(signal)],
  [/^\/sessions\/([^/]+)\/?$/, ([id], query, signal) => interview(decodeURIComponent(id), signal)],
  [/^\/sessions\/([^/]+)\/report\/?$/, ([id], query, signal) => report(decodeURIComponent(id), signal)],
];

export async function go(path, push = true) {
  // A view that is still loading shows nothing and opens nothing once its signal is aborted.
  visit.abort();
  leave();
  leave = () => {};
  visit = new AbortController();
  const { signal } = visit;
  if (push) history.pushState(null, "", path);
  const { pathname, searchParams } = new URL(path, location.href);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.pathname === pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const route = ROUTES.find(([pattern]) => pattern.test(pathname));
  if (!route) return show("Nothing here", el("p", {}, "There is no page of this name. ", el("a", { href: "/" }, "Start an interview")));
  try {
    const close = (await route[1](pathname.match(route[0]).slice(1), searchParams, signal)) ?? (() => {});
    if (signal.aborted) close();
    else leave = close;
  } catch (error) {
    if (!signal.aborted) failed(error, path);
  }
}

function failed(error, path) {
  if (error.status !== 401) return show("That did not work", notice(error.message), again(path));
  const input = el("input", { type: "password", autocomplete: "off", required: true });
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); keepToken(input.value.trim()); go(path, false); } },
    field("Token", input, "Whoever runs this server made it with `prepai token NAME`. It is kept until this window closes."),
    el("div", { class: "actions" }, el("button", { class: "first" }, "Go on")));
  show("This server wants a token", form);
  input.focus();
}

const again = (path) => el("div", { class: "actions" }, el("button", { class: "first", onclick: () => go(path, false) }, "Try again"));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  const own = link && link.origin === location.origin && !link.download && !link.pathname.startsWith("/docs");
  if (!own || link.getAttribute("href").startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});
window.addEventListener("popstate", () => go(location.href, false));
go(location.href, false);
