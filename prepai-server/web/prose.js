// The statement of an exercise: paragraphs, lists, `code` and **strong** of Markdown become elements, all else is text and stays text.

import { el } from "/assets/dom.js";

function words(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((part) => {
    if (/^`.+`$/s.test(part)) return el("code", {}, part.slice(1, -1));
    return /^\*\*.+\*\*$/s.test(part) ? el("strong", {}, part.slice(2, -2)) : part;
  });
}

export function prose(text) {
  return text.trim().split(/\n\s*\n/).flatMap((block) => {
    const parts = [];
    for (const line of block.split("\n")) {
      const entry = line.match(/^\s*[-*] +(.*)/);
      const last = parts.at(-1);
      if (entry && last?.entries) last.entries.push(entry[1]);
      else if (entry) parts.push({ entries: [entry[1]] });
      else if (last?.entries) last.entries.push(`${last.entries.pop()} ${line.trim()}`);
      else if (last) last.text += `\n${line}`;
      else parts.push({ text: line });
    }
    return parts.map(({ text, entries }) => (entries ? el("ul", {}, entries.map((entry) => el("li", {}, words(entry)))) : el("p", {}, words(text))));
  });
}
