// The program under test: a run of it, and its workbench on a free port.
//
// FOREFEND_PROGRAM: the built program (target/release/forefend where absent).
// FOREFEND_OUT: a folder with a finished run of `assess`; a small one is made where absent.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Draws of the run that is made where none is given. */
const DRAWS = "60";

/** Where the built program is. */
export const program = resolve(process.env.FOREFEND_PROGRAM ?? join(root, "target/release/forefend"));

/** Whether a check that cannot be made is a failure, as for the tests in Rust. */
export const required = Boolean(process.env.FOREFEND_REQUIRE_DATA);

/** A folder with a finished run of `assess`. */
export function folder() {
  if (process.env.FOREFEND_OUT) return resolve(process.env.FOREFEND_OUT);
  const out = mkdtempSync(join(tmpdir(), "forefend-web-"));
  const made = spawnSync(program, ["assess", "--draws", DRAWS, "--no-track", "--quiet", "--out", out], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`forefend assess: ${made.stderr}`);
  // The other files of the tests find it.
  process.env.FOREFEND_OUT = out;
  return out;
}

/** The numbers of the run whose report lies in `out`, by query. */
export function numbers(out) {
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  const lines = readFileSync(join(out, "runs", report.run.id, "numbers.csv"), "utf8").trim().split("\n").slice(1);
  const cells = lines.map((line) => [line.slice(0, line.lastIndexOf(",")), Number(line.slice(line.lastIndexOf(",") + 1))]);
  // A query with a comma stands in quotes.
  return { run: report.run.id, values: new Map(cells.map(([query, value]) => [query.replace(/^"|"$/g, "").replaceAll('""', '"'), value])) };
}

/** Starts `forefend serve` on a free port; gives its address and what ends it. */
export async function workbench(out) {
  const served = spawn(program, ["serve", "--bind", "127.0.0.1:0", "--json", "--out", out], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let trouble = "";
  served.stderr.on("data", (text) => (trouble += text));
  const address = await new Promise((found, failed) => {
    served.stdout.on("data", (text) => {
      said += text;
      const line = said.split("\n").find((one) => one.startsWith("{"));
      if (line) found(JSON.parse(line).address);
    });
    served.on("exit", (code) => failed(new Error(`forefend serve ended with ${code}: ${trouble}`)));
  });
  served.removeAllListeners("exit");
  const stop = () =>
    new Promise((ended) => {
      served.on("exit", (code) => ended(code));
      served.kill("SIGINT");
    });
  return { address, stop };
}

/** The browser of the system; none where there is none. */
export function chromium() {
  const names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return [process.env.CHROMIUM, ...names].find((path) => path && existsSync(path) && statSync(path).isFile());
}

/** Builds a report of the run whose report lies in `out`; gives its folder. */
export function build(out, template) {
  const to = mkdtempSync(join(tmpdir(), "forefend-web-"));
  const run = join(out, "runs", JSON.parse(readFileSync(join(out, "report.json"), "utf8")).run.id);
  const made = spawnSync(program, ["report", "build", run, "--template", template, "--quiet", "--out", to], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`forefend report build: ${made.stderr}`);
  return to;
}
