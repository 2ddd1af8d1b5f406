// Elements without markup in strings: whatever comes from a person or the server is text and stays text.

export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

export function field(label, input, hint) {
  return labelled(label, input, hint, (text) => [text, input]);
}

/// A box to tick, before its label.
export function tick(label, input, hint) {
  return labelled(label, input, hint, (text) => [el("div", { class: "tick" }, input, text)]);
}

function labelled(label, input, hint, order) {
  const id = `f-${Math.random().toString(36).slice(2)}`;
  input.id = id;
  const parts = order(el("label", { for: id }, label));
  if (hint) {
    input.setAttribute("aria-describedby", `${id}-h`);
    parts.push(el("div", { class: "hint", id: `${id}-h` }, hint));
  }
  return el("div", {}, parts);
}

export function show(title, ...children) {
  document.title = `${title} · PrepAI`;
  const main = document.getElementById("main");
  main.replaceChildren(el("h1", {}, title), ...children.flat(3).filter((child) => child != null));
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

export function notice(text, bad = true) {
  return el("p", { class: bad ? "notice bad" : "notice", role: bad ? "alert" : "status" }, text);
}

export function time(stamp) {
  const date = new Date(stamp);
  return Number.isNaN(date.valueOf()) ? String(stamp) : date.toLocaleString();
}

/// Whose words a line of a transcript is.
export function speaker(role) {
  return { user: "You", assistant: "Interviewer" }[role] ?? "Note";
}

/// A server's words as a sentence.
export function sentence(text) {
  return text && `${text[0].toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`;
}
