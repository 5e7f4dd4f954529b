// Numbers as the report prints them: three significant digits, thousands separated, a true minus sign.

const minus = (text) => text.replace(/^-/, "−");

/** A number with three significant digits. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "no data";
  if (value === 0) return "0";
  const size = Math.abs(value);
  for (const [least, word] of [[1e12, " trillion"], [1e9, " bn"], [1e6, " million"]]) {
    if (size >= least * 0.9995) return minus(Number((value / least).toPrecision(3)).toString()) + word;
  }
  const rounded = Number(value.toPrecision(3));
  return minus(rounded.toLocaleString("en-GB", { maximumFractionDigits: 6 }));
}

/** A probability or share in percent, never printed as certain. */
export function percent(value, draws) {
  if (value === null || Number.isNaN(value)) return "no data";
  if (draws && (value === 0 || value === 1)) return `${value === 0 ? "0" : draws.toLocaleString("en-GB")} of ${draws.toLocaleString("en-GB")}`;
  const shown = value * 100;
  const digits = shown < 10 ? 1 : 0;
  return `${shown.toFixed(digits)}%`;
}

const NAMES = {
  share: "%", probability: "probability, %", points: "percentage points", people: "people", deaths: "deaths",
  conflict_years: "conflict-years", usd: "US$", usd_per_person: "US$ per person", years: "years", celsius: "°C", index: "index", score: "score",
};

/** Words of a unit as the API names it. */
export function unitName(unit) {
  if (unit && typeof unit === "object") return unit.other ?? (unit.draws ? "probability, %" : "");
  return NAMES[unit] ?? "";
}

/** A number in its unit, without the unit's words. */
export function inUnit(value, unit) {
  if (unit === "share" || unit === "probability" || (unit && typeof unit === "object" && "draws" in unit)) return percent(value);
  if (unit === "points") return minus((value * 100).toFixed(1));
  return number(value);
}

/** A number with its unit's words: "US$ 3 bn", "12 deaths". */
export function withUnit(value, unit) {
  const [text, name] = [inUnit(value, unit), unitName(unit)];
  if (unit === "usd" || unit === "usd_per_person") return `${text.startsWith("−") ? "−" : ""}US$ ${text.replace("−", "")}${unit === "usd" ? "" : " per person"}`;
  return name === "" || text.endsWith("%") ? text : `${text} ${name}`;
}

/** The same with a plus sign before what is above zero. */
export const signed = (value, unit) => (value > 0 ? `+${inUnit(value, unit)}` : inUnit(value, unit));
