// An answer as a reader sees it: differences with bands and numbers, years, verdicts; one or two side by side.
import { BANDS, bandsByYear, intervalBar } from "./chart.js";
import { csv } from "./export.js";
import { inUnit, number, percent, signed, unitName, withUnit } from "./format.js";

/** Makes an element with text or children; text is never read as markup. */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const VERDICTS = { meets: "meets", fails: "fails", unclear: "unclear", not_measurable: "not measurable", not_applicable: "does not apply" };
const CAVEAT = {
  assumption: "Rests on an assumption: no study stands behind it",
  evidence: "Rests on published effects",
  comparison_only: "Shown beside, never used",
};

const nothing = (outcome) => outcome.difference.share_less === 0 && outcome.difference.share_more === 0;

/** Both ends of the chosen band of a difference. */
const ends = ({ quantiles }, band) => BANDS[band].map((at) => quantiles[at]);

function scale(outcomes) {
  const values = outcomes.flatMap((outcome) => [outcome.difference.mean, ...outcome.difference.quantiles]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * 0.04;
  return [low - room, high + room];
}

function cell(outcome, limits, { band, draws }) {
  if (nothing(outcome)) return make("td", {}, make("span", { class: "missing" }, "no difference in any future"));
  const { difference, unit, better } = outcome;
  const assumed = outcome.grounds === "assumption";
  const [low, high] = ends(difference, band);
  const good = outcome.probability_better;
  const worse = good === null ? null : better === "less" ? difference.share_more : difference.share_less;
  return make(
    "td",
    {},
    intervalBar(difference, limits, { assumed, band }),
    make("b", {}, signed(difference.mean, unit)),
    " ",
    make("span", { class: "ci" }, `[${signed(low, unit)} to ${signed(high, unit)}]`),
    make("small", {}, good === null ? "" : `better in ${percent(good, draws)}, worse in ${percent(worse, draws)} of futures`),
    make(
      "small",
      { title: CAVEAT[outcome.grounds] ?? "" },
      outcome.grade ? `weakest grade ${outcome.grade} ` : "",
      assumed ? make("span", { class: "chip assumption" }, "assumed") : null,
    ),
  );
}

function head(outcome) {
  const unit = unitName(outcome.unit);
  const said = outcome.title.toLowerCase().includes(unit.toLowerCase());
  const direction = { less: "less is better", more: "more is better" }[outcome.better];
  return make("th", { scope: "row" }, outcome.title, make("small", {}, [said ? "" : unit, direction].filter(Boolean).join(", ")));
}

/** The table of differences of one or two answers. */
function differences(answers, choice) {
  const [first] = answers;
  const [from, to] = first.answer.years;
  const titles = answers.map((one) => make("th", { scope: "col" }, one.title));
  const body = make("tbody");
  for (const outcome of first.answer.outcomes) {
    const same = answers.map((one) => one.answer.outcomes.find((other) => other.id === outcome.id) ?? outcome);
    const limits = scale(same);
    body.append(make("tr", {}, head(outcome), ...same.map((one, at) => cell(one, limits, { ...choice, draws: answers[at].answer.draws }))));
  }
  const words = `${from}–${to}, the same luck: mean and ${choice.band}% of futures. Bar: 50% thick${choice.band === 50 ? "" : `, ${choice.band}% thin`}; the upright line is no difference.`;
  return make(
    "div",
    { class: "scroll open", tabindex: "0", role: "region", "aria-label": "Differences" },
    make("table", { class: "differences" }, make("caption", {}, "Differences from today's policy", make("small", {}, words)), make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Outcome"), ...titles)), body),
  );
}

function years(answers, choice, chosen, choose) {
  const [first] = answers;
  const told = first.answer.outcomes.filter((outcome) => outcome.by_year.length > 1);
  if (told.length === 0) return make("p", { class: "missing" }, "No outcome is told by year.");
  const outcome = told.find((one) => one.id === chosen) ?? told[0];
  const pick = make("select", { id: "by-year" }, ...told.map((one) => make("option", { value: one.id, selected: one.id === outcome.id }, one.title)));
  pick.addEventListener("change", () => choose(pick.value));
  const pictures = answers.map((one) => {
    const own = one.answer.outcomes.find((other) => other.id === outcome.id) ?? outcome;
    const title = `${own.title} by year, ${one.title}`;
    const figure = (rows, words) => make("figure", {}, make("figcaption", {}, words, make("span", { class: "unit" }, ` (${unitName(own.unit) || "number"})`)), bandsByYear(rows, { ...choice, unit: own.unit, print: inUnit, title }), data(rows, own, choice.band));
    const made = [figure(own.by_year, `${one.title}: the world`)];
    if (own.of_country?.length > 1) made.push(figure(own.of_country, `${one.title}: the country chosen`));
    return make("div", {}, ...made);
  });
  return make(
    "section",
    { class: "by-year" },
    make("h3", {}, make("label", { for: "by-year" }, "Year by year "), pick),
    make("div", { class: "side-by-side" }, ...pictures),
    make("p", { class: "key" }, make("span", {}, make("i", { class: "k-today" }), "today's policy"), make("span", {}, make("i", { class: "k-own" }), "the portfolio"), ` ${choice.band}% of futures; line: mean`),
  );
}

/** The numbers behind a picture. */
function data(rows, outcome, band) {
  const line = (row) =>
    make("tr", {}, make("th", { scope: "row" }, String(row.year)), ...["reference", "portfolio", "difference"].map((side) => make("td", { class: "n" }, `${inUnit(row[side].mean, outcome.unit)} [${ends(row[side], band).map((end) => inUnit(end, outcome.unit)).join(" to ")}]`)));
  const heads = ["Year", "Today's policy", "The portfolio", "Difference"].map((text) => make("th", { scope: "col" }, text));
  const table = make("table", {}, make("caption", {}, `${outcome.title}: mean and ${band}% of futures`), make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows.map(line)));
  return make("details", { class: "data" }, make("summary", {}, "Numbers"), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Numbers: ${outcome.title}` }, table));
}

function verdicts(answers) {
  if (answers.some((one) => one.look)) return null;
  const rows = answers[0].answer.principles;
  if (rows.length === 0) return null;
  const word = (one, id) => one.answer.principles.find((other) => other.id === id)?.verdict;
  const line = (row) => make("tr", {}, make("th", { scope: "row" }, row.title), ...answers.map((one) => make("td", {}, make("span", { class: `verdict v-${VERDICTS[word(one, row.id)]?.replaceAll(" ", "-")}` }, VERDICTS[word(one, row.id)] ?? "–"))));
  return make(
    "section",
    {},
    make("table", {}, make("caption", {}, "Principles that these numbers can judge", make("small", {}, "The others need a whole appraisal: keep it as a run.")), make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Principle"), ...answers.map((one) => make("th", { scope: "col" }, one.title)))), make("tbody", {}, ...rows.map(line))),
  );
}

/** Budgets that cannot pay all that is wanted of them. */
function short(answers) {
  const told = answers.flatMap((one) => one.answer.short.map(({ measure, years }) => make("li", {}, `${one.title}: the budget of ${measure.replaceAll("_", " ")} is short in ${years}, so that less stands than is wanted. Raise it, or let it carry over what is left of a year.`)));
  return told.length > 0 ? make("ul", { class: "warn" }, ...told) : null;
}

/** Shows answers: a list of one or two, each with its title, its answer and whether that is a first look, which is too few draws to judge by. `view` holds the band and the outcome shown by year. */
export function show(place, answers, view, choose) {
  const open = place.querySelector("details.data")?.open;
  const focused = document.activeElement?.id;
  place.replaceChildren(...[short(answers), differences(answers, view), years(answers, view, view.outcome, choose), verdicts(answers)].filter(Boolean));
  if (open) place.querySelectorAll("details.data").forEach((one) => (one.open = true));
  if (focused === "by-year") place.querySelector("#by-year")?.focus();
}

/** The words of a state for who cannot see the bars move. */
export function words(state) {
  const { answer } = state;
  if (!answer) return "Simulating the first futures.";
  const cost = answer.outcomes.find((outcome) => outcome.is_cost);
  const spent = cost ? ` It costs ${withUnit(Math.abs(cost.difference.mean), cost.unit)} ${cost.difference.mean < 0 ? "less" : "more"} than today's policy.` : "";
  const more = state.state === "done" ? "" : `; refining to ${number(state.of)}`;
  return `${state.look ? "A first look at" : "Answered on"} ${number(answer.draws)} futures${more}.${spent}`;
}

/** Answers as the text of a CSV file: one row an outcome. */
export function answersCsv(answers) {
  const heads = ["portfolio", "setting", "draws", "outcome", "unit", "reference", "mean", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "share_less", "share_more", "grounds", "grade"];
  const rows = answers.flatMap(({ title, answer }) =>
    answer.outcomes.map((one) => [title, answer.setting, answer.draws, one.id, unitName(one.unit), one.reference, one.difference.mean, ...one.difference.quantiles, one.difference.share_less, one.difference.share_more, one.grounds, one.grade]),
  );
  return csv([heads, ...rows]);
}
