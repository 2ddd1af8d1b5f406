// The field for typed answers: what is sent is kept until it is known to be stored.

import { el, field } from "/assets/dom.js";

/// Bytes of an answer.
const MOST = 16 * 1024;

export function answer({ send, typing, tell }) {
  const words = el("textarea", { rows: 3, required: true });
  let back = null;
  const submit = () => {
    if (words.readOnly || !words.value.trim()) return;
    const over = new TextEncoder().encode(words.value).length - MOST;
    if (over > 0) return tell(`This answer is too long by about ${over} characters: send it in two parts.`, true);
    const text = words.value;
    words.value = "";
    back = null;
    words.focus();
    send(text);
  };
  words.addEventListener("input", typing);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });
  return {
    submit,
    label: field("Your answer", words, "Enter sends, Shift+Enter begins a new line."),
    focus: () => words.focus({ preventScroll: true }),
    /// Words did not arrive: they stand in the field again, before what was typed since.
    lost(text) {
      words.value = back = words.value.trim() ? `${text}\n${words.value}` : text;
      tell("Your answer did not arrive. It is in the field again: send it once more.", true);
    },
    /// Words are stored; those that were given back too early go.
    stored(text) {
      if (back === null || words.value !== back || back.trim() !== text.trim()) return;
      words.value = "";
      back = null;
      tell("");
    },
  };
}
