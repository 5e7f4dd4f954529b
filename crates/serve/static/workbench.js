// What every page does: lists that are searched while typing, tables that can be taken along, forms that submit when chosen.
import { saveText, tableCsv, tableRows } from "./export.js";

document.querySelector(".menu [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Rows of a list stay where their text holds what is typed.
for (const field of document.querySelectorAll("[data-filters]")) {
  const table = document.getElementById(field.dataset.filters);
  const told = document.getElementById(`${field.dataset.filters}-found`);
  if (!table) continue;
  const rows = [...table.tBodies[0].rows];
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let found = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) found += 1;
    }
    if (told) told.textContent = `${found} of ${rows.length} rows`;
  });
}

for (const form of document.querySelectorAll("form[data-submits]")) {
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Every table of a page as CSV or JSON, in a line under it.
function named(table) {
  const words = (table.caption?.firstChild?.textContent || document.querySelector("h1").textContent).trim();
  return words.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "table";
}

function takeAlong(table) {
  const line = document.createElement("p");
  line.className = "take";
  const of = table.caption ? ` of: ${table.caption.firstChild?.textContent.trim()}` : "";
  for (const kind of ["CSV", "JSON"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kind;
    button.setAttribute("aria-label", `${kind}${of}`);
    button.addEventListener("click", () => {
      const text = kind === "CSV" ? tableCsv(table) : JSON.stringify(tableRows(table), null, 1);
      saveText(`${named(table)}.${kind.toLowerCase()}`, text, kind === "CSV" ? "text/csv" : "application/json");
    });
    line.append(button);
  }
  (table.closest(".scroll") || table).after(line);
}

// Tables are drawn later too: answers in the lab and beside the evidence, scores of a challenge.
const main = document.querySelector("main");
const taken = new WeakSet();
function takeAllAlong() {
  for (const table of main.querySelectorAll("table")) {
    if (taken.has(table)) continue;
    taken.add(table);
    takeAlong(table);
  }
}
takeAllAlong();
new MutationObserver(takeAllAlong).observe(main, { childList: true, subtree: true });
