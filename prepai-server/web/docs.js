// Shows the OpenAPI document: operations by tag, their parameters, bodies and answers.

import { request } from "/assets/api.js";
import { el, notice, show } from "/assets/dom.js";

const resolve = (document, value) => {
  const path = value?.$ref?.split("/").slice(1);
  return path ? path.reduce((at, key) => at?.[key], document) : value;
};

function example(document, schema, depth = 0) {
  const at = resolve(document, schema);
  if (!at || depth > 6) return null;
  if (at.example !== undefined) return at.example;
  if (at.examples?.length) return at.examples[0];
  if (at.const !== undefined) return at.const;
  if (at.enum) return at.enum[0];
  if (at.allOf) return Object.assign({}, ...at.allOf.map((one) => example(document, one, depth + 1)).reverse());
  const any = at.oneOf ?? at.anyOf;
  if (any) return example(document, any.find((one) => one.type !== "null") ?? any[0], depth + 1);
  const type = Array.isArray(at.type) ? at.type.find((name) => name !== "null") : at.type;
  if (type === "object" || at.properties) {
    return Object.fromEntries(Object.entries(at.properties ?? {}).map(([key, value]) => [key, example(document, value, depth + 1)]));
  }
  if (type === "array") return [example(document, at.items, depth + 1)];
  return { string: "text", integer: at.minimum ?? 1, number: at.minimum ?? 1, boolean: true }[type] ?? null;
}

// Text in which names stand between backticks.
const words = (text) => (text ?? "").split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));

// The messages of one side of the WebSocket.
function messages(document, title, name) {
  const all = document.components?.schemas?.[name]?.oneOf ?? [];
  return [el("h3", {}, title), ...all.map((one) => {
    const shown = example(document, one);
    return el("details", {}, el("summary", {}, el("strong", {}, shown?.type ?? ""), " ", el("span", { class: "meta" }, words(one.description))),
      el("pre", { tabindex: 0 }, JSON.stringify(shown, null, 2)));
  })];
}

function body(document, title, content) {
  return Object.entries(content ?? {}).flatMap(([type, { schema, example: given }]) => {
    const shown = given ?? example(document, schema);
    return [el("p", { class: "meta" }, `${title}: ${type}`), shown == null ? null : el("pre", { tabindex: 0 }, JSON.stringify(shown, null, 2))];
  });
}

function operation(document, path, method, at) {
  const rows = (at.parameters ?? []).map((one) => resolve(document, one)).map((one) =>
    el("tr", {}, el("th", { scope: "row" }, one.name), el("td", {}, `${one.in}${one.required ? ", required" : ""}`), el("td", {}, words(one.description))));
  const answers = Object.entries(at.responses ?? {}).map(([status, value]) => [status, resolve(document, value)]);
  return el("details", {}, el("summary", {}, el("strong", {}, method.toUpperCase()), ` ${path} `, el("span", { class: "meta" }, words(at.summary))),
    at.description ? el("p", {}, words(at.description)) : null,
    rows.length ? el("div", { class: "wide" }, el("table", {}, el("tbody", {}, rows))) : null,
    body(document, "Body", resolve(document, at.requestBody)?.content),
    el("ul", {}, answers.map(([status, value]) => el("li", {}, el("strong", {}, status), " ", words(value?.description)))),
    answers.filter(([status]) => status.startsWith("2")).flatMap(([status, value]) => body(document, `Answer ${status}`, value?.content)));
}

try {
  const document = await request("/openapi.json");
  const tags = new Map();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, at] of Object.entries(methods)) {
      const tag = at.tags?.[0] ?? "other";
      tags.set(tag, [...(tags.get(tag) ?? []), operation(document, path, method, at)]);
    }
  }
  show("API", el("p", {}, document.info.description ?? ""), el("p", { class: "meta" }, `Version ${document.info.version}; interviews themselves go over the `, el("a", { href: "#socket" }, "WebSocket"), "."),
    ...[...tags].flatMap(([tag, operations]) => [el("h2", {}, tag), ...operations]),
    el("h2", { id: "socket" }, "WebSocket"), el("p", {}, "At ", el("code", {}, "/ws/interview/{id}"), " text frames are JSON objects with a type. The first frame of a client is hello."),
    messages(document, "What a client says", "ClientMessage"), messages(document, "What the server says", "ServerMessage"));
} catch (error) {
  show("API", notice(error.message));
}
