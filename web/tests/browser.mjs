// A browser page that notes what goes wrong on it, and the checks that every page must pass.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium as engine } from "playwright-core";

import { chromium } from "./program.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Widths in pixels: a phone, and a desk. */
export const WIDTHS = [360, 1400];
/** Most bytes over the line until a page stands. */
export const FIRST_VIEW = 300_000;

/** Most milliseconds that a page or an answer may take: nothing may hang. */
export const PATIENCE = 300_000;

/** Starts the browser of the system. */
export function launch() {
  return engine.launch({
    executablePath: chromium(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page of so many pixels in width, with what goes wrong on it and what it fetches. */
export async function watched(browser, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  // A page that computes when it is first asked may take its time on a busy machine.
  context.setDefaultNavigationTimeout(PATIENCE);
  const page = await context.newPage();
  const seen = { errors: [], failed: [], hosts: new Set(), bytes: 0 };
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("requestfailed", (request) => {
    // A stream of events is cut when its page is left.
    if (!request.url().endsWith("/events")) seen.failed.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) seen.failed.push(`${response.url()}: ${response.status()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http")) seen.hosts.add(url.host);
  });
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  line.on("Network.loadingFinished", (event) => (seen.bytes += event.encodedDataLength));
  return { context, page, seen };
}

/** Faults that axe finds, serious and critical ones, each with the first places. */
export async function faults(page) {
  await page.evaluate(readFileSync(axe, "utf8"));
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id} (${one.impact}, ${one.nodes.length}): ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
}

/** Elements wider than the page that nothing lets scroll: what would be cut on a phone. */
export function clipped(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return wide > 1 ? `the page is ${wide} px wider than the window` : "";
  });
}

/** What every page must pass; `own` is the only host that it may ask. */
export function clean({ seen }, name, own) {
  assert.deepEqual(seen.errors, [], `${name}: errors on the console`);
  assert.deepEqual(seen.failed, [], `${name}: requests that failed`);
  assert.deepEqual([...seen.hosts].filter((host) => host !== own), [], `${name}: requests to others`);
}
