// Every page of the workbench, on a phone and on a desk.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begun } from "./begun.mjs";
import { FIRST_VIEW, WIDTHS, clean, clipped, faults, watched } from "./browser.mjs";
import { numbers } from "./program.mjs";

/** Pages of one kind that are visited (countries, threats). */
const OF_A_KIND = 2;

let paths;
const bench = begun(async ({ served }) => (paths = await found(new URL(served.address))));
const { at, skip } = bench;

/** Pages that the menu and what it leads to name: of each kind (`/country/UGA`) the first ones. */
async function found(start) {
  const { context, page } = await watched(bench.browser, 1400);
  const wanted = ["/"];
  const kinds = new Map();
  for (let at = 0; at < wanted.length; at += 1) {
    await page.goto(new URL(wanted[at], start).href);
    // In a figure a link's address is an object of its own.
    const links = await page.$$eval("a[href]", (all) => all.map((link) => link.getAttribute("href")));
    const here = new URL(wanted[at], start);
    for (const link of links.map((href) => new URL(href, here)).filter((url) => url.origin === start.origin)) {
      const path = link.pathname;
      if (path.startsWith("/api/") || path.startsWith("/static/") || /\.[a-z]+$/.test(path) || wanted.includes(path)) continue;
      const kind = path.split("/").slice(0, 2).join("/");
      const many = path.split("/").length > 2 ? (kinds.get(kind) ?? 0) : -1;
      if (many >= OF_A_KIND) continue;
      if (many >= 0) kinds.set(kind, many + 1);
      wanted.push(path);
    }
  }
  await context.close();
  return wanted;
}

for (const width of WIDTHS) {
  test(`every page at ${width} px is clean, light and readable by all`, { skip }, async (of) => {
    for (const path of paths) {
      await of.test(path, async () => {
        const view = await watched(bench.browser, width);
        const address = new URL(at(path));
        await view.page.goto(address.href, { waitUntil: "load" });
        await view.page.waitForTimeout(150);
        assert.ok(view.seen.bytes < FIRST_VIEW, `${path}: ${view.seen.bytes} bytes at first view`);
        assert.equal(await view.page.locator("h1").count(), 1, `${path}: one title`);
        assert.equal(await clipped(view.page), "", path);
        clean(view, path, address.host);
        assert.deepEqual(await faults(view.page), [], `${path}: axe`);
        await view.context.close();
      });
    }
  });
}

test("numbers on pages are those of the run", { skip }, async () => {
  const { run, values } = numbers(bench.out);
  const { context, page } = await watched(bench.browser, 1400);
  let compared = 0;
  for (const path of paths) {
    await page.goto(at(path));
    compared += await equal(page, run, values, path);
  }
  assert.ok(compared > 20, `${compared} numbers compared`);
  await context.close();
});

/** Compares every traced number of a page with the run; gives how many. */
async function equal(page, run, values, name) {
  const shown = await page.$$eval("[data-trace]", (all) => all.map((one) => [one.dataset.trace, one.getAttribute("value")]));
  let compared = 0;
  for (const [trace, value] of shown.filter(([trace, value]) => value !== null && trace.startsWith(`${run}:`))) {
    const query = trace.slice(run.length + 1);
    if (!values.has(query)) continue;
    assert.equal(Number(value), values.get(query), `${name}: ${query}`);
    compared += 1;
  }
  return compared;
}

test("what is not there is told, and nothing outside is served", { skip }, async () => {
  for (const path of ["/no-such-page", "/country/ZZZ", "/static/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd"]) {
    const answer = await fetch(at(path), { redirect: "manual" });
    assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`);
  }
  const other = await fetch(at("/api/v1/whatifs"), { method: "POST", headers: { origin: "http://elsewhere.example", "content-type": "application/json" }, body: "{}" });
  assert.ok(other.status >= 400 && other.status < 500, `a request from another site: ${other.status}`);
});
