// The portfolio lab: compose, ask, see; undo, deep links, two states side by side, keep as a run.
import { answersCsv, make, show, words } from "./answer.js";
import { bandChosen, bandPicker } from "./band.js";
import { actionCard, placed } from "./composer.js";
import { saveText } from "./export.js";
import { fromAddress, History, inAddress, isUnreadable, toAddress } from "./history.js";
import { Asker } from "./whatif.js";

const WAIT = 40;
const declared = JSON.parse(document.getElementById("declared").textContent);
const by = (id) => document.getElementById(id);
const [asker, asideAsker] = [new Asker(), new Asker()];
const alternatives = declared.portfolios.filter((one) => one.role !== "reference");
const view = { band: bandChosen(), outcome: null };
let held = null;
/** The state that the address holds beside, until it is answered. */
let coming = null;
let latest = null;
let timer = 0;

function shipped(id) {
  const found = declared.portfolios.find((one) => one.id === id) ?? alternatives[0] ?? declared.portfolios[0];
  const { title, action = [], limit = [], basis = [], yearly_budget } = found.parts;
  return { from: found.id, title, action, limit, basis, yearly_budget };
}

/** What is asked of the engine. */
function question(state) {
  const portfolio = { id: "what-if", title: state.title || "What-if", summary: `Composed in the portfolio lab from ${state.from}.`, role: "alternative" };
  if (state.yearly_budget) portfolio.yearly_budget = state.yearly_budget;
  for (const key of ["limit", "basis"]) if (state[key]?.length) portfolio[key] = state[key];
  if (state.action.length) portfolio.action = state.action.map(placed);
  const asked = { portfolio };
  for (const key of ["setting", "discount", "country"]) if (state[key] !== undefined && state[key] !== "") asked[key] = state[key];
  return asked;
}

const history = new History(fromAddress() ?? start(), changed);

function start() {
  const state = shipped(inAddress("from") ?? alternatives[0]?.id);
  const country = new URLSearchParams(location.search).get("country");
  return country ? { ...state, country: country.toUpperCase() } : state;
}

/** Draws the composer anew and asks; `quiet` while a slider moves. */
function changed(state, quiet) {
  if (!quiet) compose(state);
  by("undo").disabled = !history.canUndo();
  by("redo").disabled = !history.canRedo();
  remember();
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

/** Puts what is composed, and what is held beside it, into the address. */
const remember = () => toAddress(history.state(), held?.state ?? coming);

function compose(state) {
  const place = by("actions");
  const focus = document.activeElement?.dataset?.focus;
  const open = [...place.querySelectorAll("details")].flatMap((one) => (one.open ? [one.querySelector("summary").dataset.focus] : []));
  place.replaceChildren(...state.action.map((action, at) => actionCard(declared, action, at, { change: (to, quiet) => edit(at, to, quiet), remove: () => remove(at) })));
  if (state.action.length === 0) place.append(make("p", { class: "missing" }, "Nothing stands: every mission ends."));
  by("start").value = state.from;
  by("title").value = state.title ?? "";
  by("yearly").value = state.yearly_budget ? state.yearly_budget / 1e6 : "";
  by("setting").value = state.setting ?? declared.settings[0]?.id ?? "";
  const leading = declared.settings.find((one) => one.id === by("setting").value);
  by("discount").value = state.discount ?? leading?.discount ?? 0.5;
  by("discount-value").textContent = by("discount").value;
  by("country").value = state.country ?? "";
  by("silent").replaceChildren(...silent(state, leading));
  for (const name of open) {
    const details = place.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.closest("details");
    if (details) details.open = true;
  }
  if (focus) place.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
}

/** What is composed and changes nothing, since it rests on assumptions and the setting has them off. */
function silent(state, setting) {
  if (!setting || setting.assumptions) return [];
  const stands = (measure) => state.action.some((action) => action.measure === measure.id);
  const without = declared.measures.filter((one) => stands(one) && one.effects.length && one.effects.every((effect) => effect.assumed));
  if (!without.length) return [];
  const names = without.map((one) => one.title).join(", ");
  const [rests, costs] = without.length === 1 ? ["this rests", "it costs money and changes nothing"] : ["these rest", "they cost money and change nothing"];
  const told = make("p", { class: "warn" }, `${names}: ${rests} on assumptions alone, and this setting has assumptions off, so ${costs}. `);
  const on = declared.settings.find((one) => one.assumptions);
  if (on) {
    const ask = make("button", { type: "button" }, `Ask with assumptions on (“${on.title}”)`);
    ask.addEventListener("click", () => set({ setting: on.id, discount: undefined }));
    told.append(ask);
  }
  return [told];
}

function edit(at, action, quiet) {
  const state = history.state();
  history.set({ ...state, action: state.action.map((one, other) => (other === at ? action : one)) }, quiet);
}

function remove(at) {
  const state = history.state();
  history.set({ ...state, action: state.action.filter((_, other) => other !== at) });
}

function set(part) {
  history.set(Object.fromEntries(Object.entries({ ...history.state(), ...part }).filter(([, value]) => value !== undefined)));
}

async function ask() {
  const state = history.state();
  by("status").textContent = "Asking.";
  try {
    await asker.ask(question(state), (told) => {
      by("status").textContent = words(told);
      if (!told.answer) return;
      latest = { title: state.title || "What-if", answer: told.answer, look: told.look, done: told.state === "done", id: told.id, state };
      draw();
    });
  } catch (error) {
    by("status").textContent = `${error.message}${error.line ? ` (line ${error.line})` : ""}`;
    // An older answer would pass for one to this.
    by("answers").replaceChildren(make("p", { class: "warn" }, `Not answered: ${error.message}`));
    latest = null;
    tools();
  }
}

function tools() {
  // What stands beside others or is taken along is an answer, not a look.
  const ready = latest && !latest.look;
  for (const id of ["csv", "json"]) by(id).disabled = !ready;
  by("hold").disabled = !ready && !held;
  by("keep").disabled = !latest?.done;
}

function draw() {
  tools();
  if (!latest) return;
  const answers = held?.answer ? [latest, held] : [latest];
  show(by("answers"), answers, view, (outcome) => {
    view.outcome = outcome;
    draw();
  });
}

function holds(one) {
  held = one;
  coming = null;
  by("hold").textContent = held ? "Let the held one go" : "Hold for comparison";
  draw();
}

/** Holds the present state beside the next ones, or lets it go. */
function hold() {
  holds(held ? null : latest && { ...latest, title: `${latest.title} (held)` });
  remember();
}

async function keep() {
  const place = by("kept");
  place.textContent = "Keeping: a whole run is made; this takes some minutes.";
  try {
    const kept = await asker.keep(latest.id, () => {});
    place.replaceChildren(make("p", {}, "Kept as run ", make("code", {}, kept.run), ". The same on the command line: ", make("code", {}, kept.command)));
  } catch (error) {
    place.textContent = error.message;
  }
}

function fill() {
  by("lab").hidden = false;
  by("start").append(...declared.portfolios.map((one) => make("option", { value: one.id }, one.parts.title)));
  const groups = Map.groupBy ? Map.groupBy(declared.measures, (one) => one.element) : new Map([["measures", declared.measures]]);
  by("add").append(make("option", { value: "" }, "choose a measure"), ...[...groups].map(([name, all]) => make("optgroup", { label: name }, ...all.map((one) => make("option", { value: one.id }, `${one.title} (${one.unit})`)))));
  by("setting").append(...declared.settings.map((one) => make("option", { value: one.id }, one.title)));
  by("country-codes").append(...declared.countries.map((one) => make("option", { value: one.iso3 }, one.name)));
}

function listen() {
  by("start").addEventListener("change", (event) => set(shipped(event.target.value)));
  by("add").addEventListener("change", (event) => {
    const measure = event.target.value;
    event.target.value = "";
    if (measure) set({ action: [...history.state().action, { measure, amount: 1, from: declared.from }] });
  });
  by("title").addEventListener("change", (event) => set({ title: event.target.value }));
  by("yearly").addEventListener("change", (event) => set({ yearly_budget: Number(event.target.value) > 0 ? Number(event.target.value) * 1e6 : undefined }));
  by("setting").addEventListener("change", (event) => set({ setting: event.target.value, discount: undefined }));
  by("discount").addEventListener("input", (event) => (by("discount-value").textContent = event.target.value));
  by("discount").addEventListener("change", (event) => set({ discount: Number(event.target.value) }));
  by("country").addEventListener("change", (event) => set({ country: event.target.value.trim().toUpperCase() || undefined }));
  by("undo").addEventListener("click", () => history.undo());
  by("redo").addEventListener("click", () => history.redo());
  by("hold").addEventListener("click", hold);
  by("keep").addEventListener("click", keep);
  by("share").addEventListener("click", async () => {
    await navigator.clipboard?.writeText(location.href);
    by("status").textContent = "The link is copied: it holds this portfolio.";
  });
  by("csv").addEventListener("click", () => saveText("what-if.csv", answersCsv(held ? [latest, held] : [latest]), "text/csv"));
  by("json").addEventListener("click", () => saveText("what-if.json", JSON.stringify({ asked: question(latest.state), answer: latest.answer }, null, 1), "application/json"));
  bandPicker(by("band"), view, draw);
  for (const link of document.querySelectorAll("[data-start]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      set(shipped(link.dataset.start));
      by("lab").scrollIntoView();
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "range";
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing) return;
    event.preventDefault();
    if (event.shiftKey) history.redo();
    else history.undo();
  });
}

/** A second state in the address is asked once, and held beside the first. */
async function takeHeld() {
  const state = fromAddress("beside");
  coming = state;
  if (!state) return;
  try {
    await asideAsker.ask(question(state), (told) => {
      // What was held or let go since then stays so.
      const isWanted = coming === state || held?.state === state;
      if (told.answer && isWanted) holds({ title: `${state.title || "What-if"} (held)`, answer: told.answer, look: told.look, state });
    });
  } catch (error) {
    coming = null;
    by("kept").textContent = `The held portfolio: ${error.message}`;
  }
}

/** Says what of the address cannot be read. */
function tellUnread() {
  const [own, other] = [isUnreadable(), isUnreadable("beside")];
  const begun = own ? "The link holds no portfolio that can be read: begun from the start instead. Copy the whole link." : "";
  const alone = other ? "The portfolio held beside it cannot be read and is left out." : "";
  by("kept").textContent = [begun, alone].filter(Boolean).join(" ");
}

/** A link put into the address of the open page is what is shown; a place on the page is none. */
function readAnew() {
  if (inAddress("portfolio") === null && inAddress("from") === null) return remember();
  tellUnread();
  const state = fromAddress() ?? start();
  asideAsker.leave();
  holds(null);
  const beside = takeHeld();
  if (JSON.stringify(state) === JSON.stringify(history.state())) remember();
  else history.set(state);
  return beside;
}

fill();
listen();
window.addEventListener("hashchange", readAnew);
tellUnread();
const beside = takeHeld();
changed(history.state());
await beside;
