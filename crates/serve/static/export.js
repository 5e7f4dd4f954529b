// What a page shows, as files.

const clean = (cell) => cell.innerText.replace(/\s+/g, " ").trim();

/** Rows of a table as lists of texts, the heads first; hidden rows are left out. */
export function tableRows(table) {
  return [...table.rows]
    .filter((row) => !row.hidden)
    .map((row) => [...row.cells].flatMap((cell) => [clean(cell), ...Array(cell.colSpan - 1).fill("")]));
}

/** A cell of a CSV file: quoted where needed, and never read as a formula by a spreadsheet. */
export function csvCell(value) {
  const text = String(value ?? "");
  const safe = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as the text of a CSV file. */
export const csv = (rows) => `${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

/** A table as the text of a CSV file. */
export const tableCsv = (table) => csv(tableRows(table));

/** Offers a text as a file. */
export function saveText(name, text, media) {
  const address = URL.createObjectURL(new Blob([text], { type: media }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
