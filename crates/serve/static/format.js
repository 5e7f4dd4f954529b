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

/** One decimal below 10, none from there on; what is too small for that prints as such. */
function tenths(value) {
  const text = (Math.abs(value) < 9.95 ? value.toFixed(1) : value.toFixed(0)).replace(/\.0$/, "");
  if (Number(text) === 0) return value === 0 ? "0" : value > 0 ? "<0.1" : ">−0.1";
  return minus(text);
}

/** A probability or share in percent, never printed as certain. */
export function percent(value, draws) {
  if (value === null || Number.isNaN(value)) return "no data";
  if (draws && (value === 0 || value === 1)) return `${value === 0 ? "0" : draws.toLocaleString("en-GB")} of ${draws.toLocaleString("en-GB")}`;
  const text = tenths(value * 100);
  return text === "100" && value < 1 ? ">99%" : `${text}%`;
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
  if (unit === "points") return tenths(value * 100);
  return number(value);
}

/** A number with its unit's words: "US$ 3 bn", "12 deaths". */
export function withUnit(value, unit) {
  const [text, name] = [inUnit(value, unit), unitName(unit)];
  if (unit === "usd" || unit === "usd_per_person") return `${text.startsWith("−") ? "−" : ""}US$ ${text.replace("−", "")}${unit === "usd" ? "" : " per person"}`;
  return name === "" || text.endsWith("%") ? text : `${text} ${name}`;
}

/** The same with a plus sign before what is above zero. */
export const signed = (value, unit) => {
  const text = inUnit(value, unit);
  return value > 0 && !text.startsWith("<") ? `+${text}` : text;
};
