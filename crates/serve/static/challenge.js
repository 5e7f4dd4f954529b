// A forecast of one's own: sent, scored, and told with the line of a mistake.
import { make } from "./answer.js";
import { number } from "./format.js";

const MOST = 20 * 2 ** 20;
const by = (id) => document.getElementById(id);
const form = by("challenge");

/** What is told, whatever its shape: lists of objects as tables, the rest as names and values. */
function told(value, name = "Scores") {
  if (Array.isArray(value) && value.every((one) => one && typeof one === "object" && !Array.isArray(one))) return table(value, name);
  if (value && typeof value === "object" && !Array.isArray(value)) {
    const plain = Object.entries(value).filter(([, one]) => one === null || typeof one !== "object");
    const deep = Object.entries(value).filter(([, one]) => one !== null && typeof one === "object");
    return make("div", {}, plain.length ? make("dl", {}, ...plain.map(([key, one]) => make("div", {}, make("dt", {}, words(key)), make("dd", {}, text(one))))) : null, ...deep.map(([key, one]) => told(one, words(key))));
  }
  return make("p", {}, `${name}: ${text(value)}`);
}

const words = (key) => key.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
const text = (value) => (typeof value === "number" ? number(value) : Array.isArray(value) ? value.map(text).join(" to ") : value && typeof value === "object" ? Object.entries(value).map(([key, one]) => `${words(key)} ${text(one)}`).join(", ") : (value ?? "–").toString());

function table(rows, name) {
  if (rows.length === 0) return make("p", {}, `${name}: none`);
  const heads = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = (row) => heads.map((head, at) => make(at === 0 ? "th" : "td", at === 0 ? { scope: "row" } : {}, text(row[head])));
  return make("div", { class: "scroll open", tabindex: "0", role: "region", "aria-label": name }, make("table", {}, make("caption", {}, name), make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, words(head))))), make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row))))));
}

async function send(event) {
  event.preventDefault();
  const [file] = by("file").files;
  const [status, answer] = [by("status"), by("answer")];
  answer.replaceChildren();
  if (file.size > MOST) {
    status.textContent = `${file.name} has ${number(file.size / 2 ** 20)} MB; up to 20 MB are read here. Score it with: forefend score`;
    return;
  }
  status.textContent = "Scoring.";
  try {
    const response = await fetch(`/api/v1/challenge?target=${by("target").value}&common=${by("common").checked}`, { method: "POST", headers: { "content-type": "text/csv" }, body: file });
    const facts = await response.json();
    if (!response.ok) {
      status.textContent = `${facts.line ? `Line ${facts.line}: ` : ""}${facts.detail ?? facts.title}`;
      return;
    }
    status.textContent = `Scored ${file.name}.`;
    answer.append(told(facts));
  } catch (error) {
    status.textContent = `The answer did not arrive (${error.message}); is the workbench running?`;
  }
}

form.hidden = false;
form.addEventListener("submit", send);
