// One action of a portfolio as fields: what, where, when, how much, from when to when, and with how much money.
import { make } from "./answer.js";
import { number } from "./format.js";

const PLACES = ["countries", "regions", "members"];
const OWN = "own";

/** A rule that holds of every unit, whatever its axis. */
const ALL = "1 > 0";

/** The action as the engine reads it: what is chosen nowhere in particular is wanted everywhere. */
export function placed(action) {
  const somewhere = action.indicator || action.where || action.trigger || ["units", ...PLACES].some((key) => action[key]?.length);
  return somewhere ? action : { ...action, where: ALL };
}

/** Largest amount of a slider: twice the largest in the world's portfolios. */
function most(declared, measure) {
  const amounts = declared.portfolios.flatMap((one) => one.parts.action ?? []).filter((action) => action.measure === measure && !action.indicator);
  return 2 * Math.max(1, ...amounts.map((action) => action.amount));
}

const field = (words, input, note) => make("label", { class: "field" }, make("span", {}, words), input, note ? make("small", {}, note) : null);

function numberField(words, value, { key, at, min = 0, step = "any", size, change, note }) {
  const input = make("input", { type: "number", min, step, value: value ?? "", inputmode: "numeric", "data-focus": `${at}-${key}`, size });
  input.addEventListener("change", () => change(input.value === "" ? undefined : Number(input.value)));
  return field(words, input, note);
}

/** A copy without keys that hold nothing. */
function without(action, ...keys) {
  return Object.fromEntries(Object.entries(action).filter(([key, value]) => !keys.includes(key) && value !== undefined));
}

/** A choice of rules in words, or one of one's own. */
function ruleField(declared, action, at, { key, none, words, change }) {
  const rules = declared.rules.filter((one) => one.key === key);
  const value = action[key];
  const known = rules.some((one) => one.rule === value);
  const pick = make(
    "select",
    { "data-focus": `${at}-${key}` },
    make("option", { value: "", selected: value === undefined }, none),
    ...rules.map((one) => make("option", { value: one.rule, selected: one.rule === value }, one.words)),
    make("option", { value: OWN, selected: value !== undefined && !known }, "a rule of your own"),
  );
  const text = make("input", { value: value ?? "", hidden: value === undefined || known, "aria-label": `${words}: your own rule`, placeholder: "lag(conflict) > 0", "data-focus": `${at}-${key}-own` });
  pick.addEventListener("change", () => {
    if (pick.value !== OWN) return change(pick.value || undefined);
    text.hidden = false;
    text.focus();
    return undefined;
  });
  text.addEventListener("change", () => change(text.value.trim() || undefined));
  return make("div", { class: "field" }, make("label", {}, make("span", {}, words), pick), text);
}

function placeField(declared, action, at, change) {
  const kind = action.indicator ? "today" : (PLACES.find((key) => action[key]?.length) ?? "all");
  const options = [["all", "everywhere"], ["countries", "countries by name"], ["regions", "a region"], ["members", "members of an organisation"]];
  if (action.indicator) options.push(["today", "as it stands today"]);
  const pick = make("select", { "data-focus": `${at}-place` }, ...options.map(([value, words]) => make("option", { value, selected: value === kind }, words)));
  const lists = {
    countries: declared.countries.map((one) => [one.iso3, one.name]),
    regions: [...new Set(declared.countries.map((one) => one.region))].sort().map((one) => [one, one]),
    members: Object.entries(declared.organisations).map(([id, members]) => [id, `${id.toUpperCase()} (${members} members)`]),
  };
  pick.addEventListener("change", () => {
    const plain = without(action, "indicator", ...PLACES);
    const first = lists[pick.value]?.[0]?.[0];
    change(first === undefined ? plain : { ...plain, [pick.value]: [first] });
  });
  const chosen = lists[kind] ? make("select", { multiple: true, size: 5, "aria-label": "Which", "data-focus": `${at}-which` }, ...lists[kind].map(([value, words]) => make("option", { value, selected: action[kind].includes(value) }, words))) : null;
  chosen?.addEventListener("change", () => {
    const values = [...chosen.selectedOptions].map((one) => one.value);
    if (values.length) change({ ...action, [kind]: values });
  });
  return make("div", { class: "field" }, make("label", {}, make("span", {}, "Where"), pick), chosen);
}

function amountField(declared, action, at, measure, change) {
  const kept = action.indicator !== undefined;
  const high = kept ? 2 : Math.max(most(declared, action.measure), action.amount);
  const step = kept ? 0.05 : high <= 4 ? 0.1 : high / 100;
  const slider = make("input", { type: "range", min: 0, max: high, step, value: action.amount, "data-focus": `${at}-amount`, id: `amount-${at}` });
  // Of a measure that a country has or has not, an amount is its strength.
  const words = (value) => (kept ? `${number(value * 100)}% of what stands today` : high <= 4 ? `strength ${number(value)}` : `${number(value)} ${measure.unit}`);
  const told = make("output", { for: `amount-${at}` }, words(action.amount));
  slider.addEventListener("input", () => {
    told.textContent = words(Number(slider.value));
    change({ ...action, amount: Number(slider.value) }, true);
  });
  slider.addEventListener("change", () => change({ ...action, amount: Number(slider.value) }, true));
  return make("div", { class: "field wide" }, make("label", { for: `amount-${at}` }, measure.axis === "country" && !kept ? "In each country: " : "How much: ", told), slider);
}

function whenFields(declared, action, at, change) {
  const rule = (key, words, none) => ruleField(declared, action, at, { key, words, none, change: (value) => change({ ...without(action, key, ...(key === "trigger" && !value ? ["duration", "stop"] : [])), ...(value ? { [key]: value } : {}) }) });
  const made = [rule("where", "When", "always"), rule("trigger", "Begins when", "at once")];
  if (action.trigger) {
    made.push(numberField("Lasts, years", action.duration, { key: "duration", at, min: 1, step: 1, change: (value) => change({ ...without(action, "duration"), ...(value ? { duration: value } : {}) }), note: "empty: until it is stopped" }));
    made.push(rule("stop", "Ends when", "never by a rule"));
  }
  return made;
}

function limitFields(declared, action, at, change) {
  const set = (key, value) => {
    const next = { ...without(action, key), ...(value === undefined ? {} : { [key]: value }) };
    // A priority without a limit that binds is refused.
    return change(next.most || next.capacity || next.budget ? next : without(next, "priority"));
  };
  const limited = action.most || action.capacity || action.budget;
  return [
    numberField("At most so many countries", action.most, { key: "most", at, min: 1, step: 1, change: (value) => set("most", value) }),
    numberField("At most in all", action.capacity, { key: "capacity", at, change: (value) => set("capacity", value) }),
    numberField("Budget, US$ million a year", action.budget ? action.budget.amount / 1e6 : undefined, { key: "budget", at, change: (value) => set("budget", value > 0 ? { ...action.budget, amount: value * 1e6 } : undefined) }),
    limited ? ruleField(declared, action, at, { key: "priority", words: "First those with", none: "no order", change: (value) => set("priority", value) }) : null,
  ];
}

/** The rules and limits of an action in a line. */
function told(declared, action) {
  const rule = (key) => declared.rules.find((one) => one.key === key && one.rule === action[key])?.words ?? action[key];
  const names = Object.fromEntries(declared.countries.map((one) => [one.iso3, one.name]));
  const places = [...(action.countries ?? []).map((code) => names[code] ?? code), ...(action.regions ?? []), ...(action.members ?? []).map((id) => `members of ${id.toUpperCase()}`)];
  const parts = [
    action.indicator ? "where it stands today" : places.length ? places.join(", ") : "everywhere",
    action.from && `from ${action.from}`,
    action.until && `until ${action.until}`,
    action.where && rule("where"),
    action.trigger && `begins when ${rule("trigger")}`,
    action.duration && `for ${action.duration} years`,
    action.most && `at most ${action.most} countries`,
    action.capacity && `at most ${number(action.capacity)} in all`,
    action.budget && `at most US$ ${number(action.budget.amount)} a year`,
    action.priority && `first: ${rule("priority")}`,
  ];
  return `Where and when: ${parts.filter(Boolean).join("; ")}`;
}

/** Fields of an action; `change` hears the new one, `remove` that it goes. */
export function actionCard(declared, action, at, { change, remove }) {
  const measure = declared.measures.find((one) => one.id === action.measure) ?? { title: action.measure, unit: "", axis: "country", effects: [] };
  const assumed = measure.effects.filter((one) => one.assumed).length;
  const gone = make("button", { type: "button", "aria-label": `Remove ${measure.title}` }, "Remove");
  gone.addEventListener("click", remove);
  const years = ["from", "until"].map((key) => numberField(key === "from" ? "From" : "Until", action[key], { key, at, min: 1990, step: 1, change: (value) => change({ ...without(action, key), ...(value ? { [key]: value } : {}) }) }));
  const grades = [...new Set(measure.effects.map((one) => one.grade))].sort().join(", ");
  const rests = measure.effects.length ? `${measure.effects.length} ${measure.effects.length === 1 ? "effect" : "effects"}, grades ${grades}` : "no effect is modelled";
  const unit = measure.cost ? `about US$ ${number(measure.cost)} a unit and year` : "";
  const byCountry = measure.axis === "country";
  return make(
    "fieldset",
    { class: "action" },
    make("legend", {}, measure.title),
    make("p", { class: "note" }, `${[rests, unit].filter(Boolean).join("; ")} `, assumed ? make("span", { class: "chip assumption" }, `${assumed} assumed`) : null, " ", gone),
    amountField(declared, action, at, measure, change),
    make(
      "details",
      { class: "more" },
      make("summary", { "data-focus": `${at}-when` }, told(declared, action)),
      make("div", { class: "fields" }, byCountry ? placeField(declared, action, at, change) : null, ...years, ...(action.indicator ? [] : [...whenFields(declared, action, at, change), ...limitFields(declared, action, at, change)])),
    ),
  );
}
