// Requests to the server this page came from.

const KEY = "prepai-token";

export const token = () => sessionStorage.getItem(KEY) ?? "";
export const keepToken = (value) => sessionStorage.setItem(KEY, value);

export class Refused extends Error {
  constructor(message, code, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export async function request(path, { method = "GET", json, body, type = "json" } = {}) {
  const headers = {};
  if (token()) headers.authorization = `Bearer ${token()}`;
  if (json !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: json === undefined ? body : JSON.stringify(json) });
  } catch {
    throw new Refused("The server does not answer. Start it with `prepai serve` and try again.", "unreachable", 0);
  }
  if (response.status === 204) return null;
  if (response.ok) return type === "json" ? response.json() : response.blob();
  const answer = await response.json().catch(() => ({}));
  throw new Refused(sentence(answer.detail) || `The server answered ${response.status}.`, answer.code, response.status);
}

function sentence(detail) {
  if (!Array.isArray(detail)) return detail;
  return detail.map((wrong) => `${(wrong.loc ?? []).slice(1).join(".")}: ${wrong.msg}`).join("; ");
}

export async function download(path, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await request(path, { type: "blob" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
