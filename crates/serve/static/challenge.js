// A forecast of one's own: sent, scored, set beside ours and rules of thumb, and told with the line of a mistake.
import { make } from "./answer.js";
import { number, signed } from "./format.js";

const MOST = 20 * 2 ** 20;
const by = (id) => document.getElementById(id);
const form = by("challenge");
const VERDICTS = { better: "yours better", worse: "yours worse", tie: "not told apart" };
const CLASSES = { better: "s-better", worse: "s-worse", tie: "s-tie" };
const SITUATIONS = {
  peace: "quiet before, quiet then",
  onset: "quiet before, deaths then",
  ending: "deaths before, quiet then",
  ongoing: "deaths before, deaths then",
  all: "all months and countries",
  unknown: "the year before is not known",
};

const ends = (interval) => (interval ? make("span", { class: "ci" }, `[${number(interval.lower)} to ${number(interval.upper)}]`) : null);

/** A table that stands as cards on a phone. */
function table(caption, note, heads, rows) {
  const head = make("tr", {}, ...heads.map((text, at) => make("th", { scope: "col", class: at ? "n" : null }, text)));
  const line = ([name, ...cells]) => make("tr", {}, make("th", { scope: "row" }, ...[name].flat()), ...cells.map((cell, at) => make("td", { class: "n", "data-label": heads[at + 1] }, ...[cell].flat())));
  return make("table", { class: "wide stack" }, make("caption", {}, caption, make("small", {}, note)), make("thead", {}, head), make("tbody", {}, ...rows.map(line)));
}

/** Everybody by every measure: the mean, and how the reader's differs. */
function everybody({ measures, cells, countries, years }) {
  const own = ["Yours", ...measures.map((one) => [make("b", {}, number(one.mean)), " ", ends(one.interval)])];
  const rest = measures[0].others.map((other, at) => [
    other.id === "watch" ? [make("b", {}, other.title), make("small", {}, "our own forecast of the months")] : [other.title, make("small", {}, "rule of thumb")],
    ...measures.map((one) => {
      const { mean, interval, difference, verdict } = one.others[at];
      const best = one.best_rule === other.id ? make("small", {}, "the best rule") : null;
      const apart = make("small", {}, `yours ${signed(difference.mean)} [${signed(difference.interval.lower)} to ${signed(difference.interval.upper)}] `);
      return [number(mean), " ", ends(interval), best, apart, make("span", { class: `verdict ${CLASSES[verdict]}` }, VERDICTS[verdict])].filter(Boolean);
    }),
  ]);
  const span = years.length > 1 ? `${years[0]}–${years.at(-1)}` : years[0];
  const note = `${number(cells)} months of ${number(countries)} countries, ${span}. Smaller is better. In brackets 90% intervals over resampled countries; “yours” is the mean difference on the same months.`;
  return table("Yours, ours and rules of thumb", note, ["Forecast", ...measures.map((one) => one.score)], [own, ...rest]);
}

/** The reader's own scores by situation. */
function situations(groups) {
  const names = groups[0].scores.map((one) => one.score);
  const cell = (group, name) => {
    const found = group.scores.find((one) => one.score === name);
    return found ? [number(found.mean), " ", ends(found.interval)].filter(Boolean) : "–";
  };
  const rows = groups.map((group) => [[SITUATIONS[group.name] ?? group.name, make("small", {}, `${number(group.cells)} cases`)], ...names.map((name) => cell(group, name))]);
  return table("Your scores by situation", "By deaths in the twelve months before and in the month itself: it says where a score comes from, and ranks nobody.", ["Situation", ...names], rows);
}

/** What was left out, by why. */
function leftOut(facts) {
  const counts = Object.entries(facts.beside?.left_out ?? {}).map(([why, count]) => `${number(count)} not compared: ${why}`);
  if (facts.without_actual) counts.unshift(`${number(facts.without_actual)} not scored: what came is not known`);
  if (facts.without_forecast) counts.unshift(`${number(facts.without_forecast)} that came in your months are not in your file`);
  return counts.length ? make("p", { class: "note" }, `Left out, in months of a country: ${counts.join("; ")}.`) : null;
}

function told(facts) {
  const { beside, event } = facts;
  const found = beside?.compared;
  const verdict = found ? make("section", {}, make("h2", {}, "Verdict"), ...found.words.map((words, at) => make("p", { class: at ? null : "lead" }, words))) : make("p", { class: "honest" }, "Nothing of it can be set beside ours; your own scores stand below.");
  return [
    verdict,
    found ? everybody(found) : null,
    leftOut(facts),
    beside ? make("p", { class: "note" }, beside.note) : null,
    situations(facts.groups),
    make("p", { class: "note" }, `At least ${number(event.threshold)} deaths came in ${number(event.events)} of ${number(facts.cells)}; Brier score of your chances of it: ${number(event.brier)}.`),
  ].filter(Boolean);
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
  status.textContent = "Scoring it, and making ours for the same months: some seconds for each year that nobody asked for before.";
  try {
    const asked = `target=${by("target").value}&common=${by("common").checked}&beside=true`;
    const response = await fetch(`/api/v1/challenge?${asked}`, { method: "POST", headers: { "content-type": "text/csv" }, body: file });
    const facts = await response.json();
    if (!response.ok) {
      status.textContent = `${facts.line ? `Line ${facts.line}: ` : ""}${facts.detail ?? facts.title}`;
      return;
    }
    status.textContent = `Scored ${file.name}.`;
    answer.append(...told(facts));
  } catch (error) {
    status.textContent = `The answer did not arrive (${error.message}); is the workbench running?`;
  }
}

form.hidden = false;
form.addEventListener("submit", send);
