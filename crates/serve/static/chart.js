// Pictures of answers: interval bars and bands by year. Colours and marks are those of the report.

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Where the ends of each band stand among the quantiles of an answer (5, 10, 25, 50, 75, 90, 95%). */
export const BANDS = { 50: [2, 4], 80: [1, 5], 90: [0, 6] };

/** Round values for an axis, at most about `count` of them. */
export function ticks(low, high, count) {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => span / one <= count);
  const found = [];
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at += 1) found.push(at * step);
  return found;
}

/** An interval of differences on the scale [low, high]: thin the band of choice, thick 50%, the mean as a dot, zero marked. */
export function intervalBar({ mean, quantiles }, [low, high], { assumed, band }) {
  const [width, height, side] = [170, 20, 9];
  const x = (value) => side + ((Math.min(Math.max(value, low), high) - low) / (high - low || 1)) * (width - 2 * side);
  const paint = assumed ? "assumed" : "evidence";
  const picture = element("svg", { class: "interval", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  picture.append(element("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: height }));
  if (band !== 50) picture.append(element("line", { class: `${paint} thin`, x1: x(quantiles[BANDS[band][0]]), x2: x(quantiles[BANDS[band][1]]), y1: 10, y2: 10 }));
  picture.append(element("line", { class: `${paint} thick`, x1: x(quantiles[2]), x2: x(quantiles[4]), y1: 10, y2: 10 }));
  picture.append(element("circle", { class: `${paint} dot`, cx: x(mean), cy: 10, r: 5 }));
  return picture;
}

/** Bands of two portfolios by year: `rows` hold year, reference and portfolio; `words` are title and description. */
export function bandsByYear(rows, { band, unit, print, title }) {
  const [width, height, left, right, top, bottom] = [420, 240, 66, 16, 14, 28];
  const [below, above] = BANDS[band];
  const values = rows.flatMap((row) => [row.reference, row.portfolio].flatMap((one) => [one.quantiles[below], one.quantiles[above]]));
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1e-9);
  const [first, last] = [rows[0].year, rows.at(-1).year];
  const x = (year) => left + ((year - first) / (last - first || 1)) * (width - left - right);
  const y = (value) => height - bottom - ((value - low) / (high - low)) * (height - top - bottom);
  const picture = element("svg", { class: "bands", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}. ${spoken(rows, { print, unit, below, above })}` });
  for (const tick of ticks(low, high, 5)) {
    picture.append(element("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }));
    picture.append(element("text", { class: "muted", x: left - 6, y: y(tick) + 4.5, "text-anchor": "end" }, print(tick, unit)));
  }
  for (const year of ticks(first, last, 5).filter(Number.isInteger)) {
    picture.append(element("text", { class: "muted", x: x(year), y: height - 8, "text-anchor": "middle" }, String(year)));
  }
  for (const side of ["reference", "portfolio"]) {
    const up = rows.map((row) => `${x(row.year)},${y(row[side].quantiles[above])}`);
    const down = rows.map((row) => `${x(row.year)},${y(row[side].quantiles[below])}`).reverse();
    picture.append(element("polygon", { class: `band ${side}`, points: [...up, ...down].join(" ") }));
  }
  for (const side of ["reference", "portfolio"]) {
    picture.append(element("polyline", { class: `middle ${side}`, points: rows.map((row) => `${x(row.year)},${y(row[side].mean)}`).join(" ") }));
  }
  return picture;
}

function spoken(rows, { print, unit, below, above }) {
  const end = rows.at(-1);
  const told = (name, one) => `${name} ${print(one.mean, unit)}, between ${print(one.quantiles[below], unit)} and ${print(one.quantiles[above], unit)}`;
  return `In ${end.year}: ${told("today's policy", end.reference)}; ${told("the portfolio", end.portfolio)}.`;
}
