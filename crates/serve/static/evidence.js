// The evidence register: another value of an effect, or another causal discount, and what it does.
import { make, show, words } from "./answer.js";
import { bandChosen, bandPicker } from "./band.js";
import { Asker } from "./whatif.js";

const WAIT = 200;
const by = (id) => document.getElementById(id);
const declared = JSON.parse(by("declared").textContent);
const rows = JSON.parse(by("changeable").textContent);
const [asker, beside] = [new Asker(), new Asker()];
const view = { band: bandChosen(), outcome: null };
let timer = 0;
let latest = null;

const chosen = () => rows.find((one) => one.id === by("effect").value) ?? rows[0];

/** The fields as the register has them. */
function fill() {
  const row = chosen();
  by("effect-words").replaceChildren(`${row.quantity}, ${row.unit}; grade ${row.grade}; read by ${row.used.join(", ")} `, row.assumed ? make("span", { class: "chip assumption" }, "assumption") : "");
  for (const [id, value] of [["value", row.value], ["low", row.low], ["high", row.high]]) by(id).value = value ?? "";
  by("discount").value = declared.settings[0]?.discount ?? 0.5;
  by("discount-value").textContent = by("discount").value;
  const uses = (one) => (one.parts.action ?? []).some((action) => row.used.includes(declared.measures.find((measure) => measure.id === action.measure)?.title));
  const alternatives = declared.portfolios.filter((one) => one.role !== "reference");
  by("portfolio").value = (alternatives.find(uses) ?? alternatives[0])?.id ?? "";
}

/** Value and ends of the interval in the fields; none where a field is empty. */
const typed = () => ["value", "low", "high"].map((id) => (by(id).value === "" ? null : Number(by(id).value)));

const asInRegister = () => [chosen().value, chosen().low, chosen().high].every((value, at) => (value ?? null) === typed()[at]);

/** What the fields leave open, with what to do; nothing where they can be asked. */
function lacking() {
  const [value, low, high] = typed().map((one) => one !== null);
  if (asInRegister()) return null;
  if (!value) return "Nothing is asked: give a value.";
  if (low !== high) return `Nothing is asked: the interval has no ${low ? "upper" : "lower"} end. Give both ends, or clear both: the value is then taken as certain.`;
  return null;
}

/** Whether an effect that the register is unsure of is asked for without an interval. */
const isTakenAsCertain = (asked) => asked.effects.some((effect) => !effect.interval) && chosen().low !== null;

/** The question that the fields ask. */
function question() {
  const row = chosen();
  const found = declared.portfolios.find((one) => one.id === by("portfolio").value);
  const portfolio = { ...found.parts, id: "what-if", role: "alternative" };
  const [value, low, high] = typed();
  const effects = asInRegister() ? [] : [{ id: row.id, value, ...(low === null ? {} : { interval: [low, high] }) }];
  // An assumption acts only under a setting that lets assumptions act.
  const setting = row.assumed ? declared.settings.find((one) => one.assumptions)?.id : declared.settings[0]?.id;
  return { portfolio, effects, discount: Number(by("discount").value), ...(setting ? { setting } : {}) };
}

function draw() {
  show(by("answers"), latest, view, (outcome) => {
    view.outcome = outcome;
    draw();
  });
}

async function ask() {
  const open = lacking();
  if (open) {
    for (const one of [asker, beside]) one.leave();
    by("status").textContent = open;
    return;
  }
  const asked = question();
  const certain = isTakenAsCertain(asked) ? " No interval is given: the value is taken as certain." : "";
  const { title } = asked.portfolio;
  by("status").textContent = "Asking.";
  try {
    const [changed, plain] = [{ title: `${title}, as changed` }, { title: `${title}, as in the register` }];
    const ended = await asker.ask(asked, (told) => {
      by("status").textContent = `${words(told)}${certain}`;
      if (!told.answer) return;
      Object.assign(changed, { answer: told.answer, look: told.look });
      latest = [changed];
      draw();
    });
    // A newer question has taken the place of this one: it asks for its own answer beside.
    if (ended === null || asked.effects.length === 0 || !changed.answer) return;
    await beside.ask({ ...asked, effects: [] }, (told) => {
      if (!told.answer || latest?.[0] !== changed) return;
      Object.assign(plain, { answer: told.answer, look: told.look });
      latest = [changed, plain];
      draw();
    });
  } catch (error) {
    by("status").textContent = error.message;
  }
}

function later() {
  by("discount-value").textContent = by("discount").value;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

bandPicker(by("band"), view, () => latest && draw());

if (rows.length > 0) {
  by("change").hidden = false;
  by("effect").append(...rows.map((one) => make("option", { value: one.id }, `${one.words} (${one.grade})`)));
  by("portfolio").append(...declared.portfolios.filter((one) => one.role !== "reference").map((one) => make("option", { value: one.id }, one.parts.title)));
  by("effect").value = (rows.find((one) => !one.assumed) ?? rows[0]).id;
  fill();
  for (const id of ["value", "low", "high", "discount", "portfolio"]) by(id).addEventListener("input", later);
  by("effect").addEventListener("change", () => {
    fill();
    later();
  });
  by("reset").addEventListener("click", () => {
    fill();
    later();
  });
  for (const link of document.querySelectorAll("[data-effect]")) {
    link.addEventListener("click", () => {
      by("effect").value = link.dataset.effect;
      fill();
      later();
    });
  }
}
