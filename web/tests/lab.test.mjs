// Links and tables of pages that are open: a link pasted into the lab, one that cannot be read, tables drawn later, an open interval.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begun } from "./begun.mjs";
import { PATIENCE, clean, watched } from "./browser.mjs";

const bench = begun();
const { at, skip } = bench;
const encoded = (state) => Buffer.from(JSON.stringify(state)).toString("base64url");
const mine = (title) => ({ from: "reference", title, action: [], limit: [], basis: [] });

test("a link put into the address of the open lab is what is shown", { skip }, async () => {
  const view = await watched(bench.browser, 1400);
  const { page } = view;
  const title = () => page.inputValue("#title");
  await page.goto(at(`/lab#portfolio=${encoded(mine("First"))}`));
  await page.waitForSelector(".differences", { timeout: PATIENCE });
  assert.equal(await title(), "First");
  await page.evaluate((hash) => (location.hash = hash), `portfolio=${encoded(mine("Second"))}`);
  await page.waitForFunction(() => document.getElementById("title").value === "Second");
  await page.click("#undo");
  assert.equal(await title(), "First", "what was there before the link is not lost");
  // A place on the page is no portfolio.
  await page.evaluate(() => (location.hash = "main"));
  await page.waitForFunction(() => location.hash.startsWith("#portfolio="));
  assert.equal(await title(), "First");
  for (const text of [encoded({ action: [null] }), encoded({ action: [{ measure: "mediation" }] }), "%%%"]) {
    await page.evaluate((hash) => (location.hash = hash), `portfolio=${text}`);
    await page.waitForFunction(() => document.getElementById("kept").textContent.includes("no portfolio that can be read"));
    await page.evaluate((hash) => (location.hash = hash), `portfolio=${encoded(mine("Third"))}`);
    await page.waitForFunction(() => document.getElementById("kept").textContent === "");
  }
  // The same where the page is opened by such a link.
  const other = await watched(bench.browser, 1400);
  await other.page.goto(at(`/lab#portfolio=${encoded({ action: [null] })}`));
  await other.page.waitForSelector(".differences", { timeout: PATIENCE });
  assert.match(await other.page.textContent("#kept"), /begun from the start/);
  for (const one of [view, other]) {
    clean(one, "/lab", new URL(bench.served.address).host);
    await one.context.close();
  }
});

test("every measure is answered as the lab adds it", { skip }, async () => {
  const view = await watched(bench.browser, 1400);
  await view.page.goto(at("/lab"));
  const [number, refused] = await view.page.evaluate(async () => {
    const { placed } = await import("/static/composer.js");
    const declared = JSON.parse(document.getElementById("declared").textContent);
    const refused = [];
    for (const { id } of declared.measures) {
      const action = [placed({ measure: id, amount: 1, from: declared.from })];
      const portfolio = { id: "what-if", title: "What-if", summary: "Added.", role: "alternative", action };
      const sent = await fetch("/api/v1/whatifs", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ portfolio, page: "added" }) });
      if (!sent.ok) refused.push(`${id}: ${await sent.text()}`);
    }
    return [declared.measures.length, refused];
  });
  assert.ok(number > 20);
  assert.deepEqual(refused, []);
  await view.context.close();
});

test("what rests on assumptions alone is told where the setting has them off", { skip }, async () => {
  const view = await watched(bench.browser, 1400);
  const { page } = view;
  const action = [{ measure: "vaccine_speed", amount: 1, from: 2027 }];
  await page.goto(at(`/lab#portfolio=${encoded({ ...mine("Vaccine"), action })}`));
  await page.waitForSelector("#silent .warn");
  assert.match(await page.textContent("#silent"), /Vaccine in 100 days: this rests on assumptions alone/);
  await page.click("#silent button");
  assert.equal(await page.textContent("#silent"), "");
  const setting = await page.evaluate(() => JSON.parse(document.getElementById("declared").textContent).settings.find((one) => one.id === document.getElementById("setting").value));
  assert.ok(setting.assumptions);
  await page.waitForSelector("#answers .differences", { timeout: PATIENCE });
  clean(view, "/lab", new URL(bench.served.address).host);
  await view.context.close();
});

test("tables drawn later can be taken along", { skip }, async () => {
  const view = await watched(bench.browser, 1400);
  await view.page.goto(at("/lab"));
  await view.page.waitForSelector("#answers .take button", { timeout: PATIENCE });
  const [tables, lines] = await view.page.evaluate(() => ["table", ".take"].map((one) => document.querySelectorAll(`#answers ${one}`).length));
  assert.ok(tables > 1);
  assert.equal(lines, tables, "each has one line");
  const cells = await view.page.evaluate(async () => {
    const { csvCell } = await import("/static/export.js");
    return ["-1+1", "=A1", "-3", "a"].map(csvCell);
  });
  assert.deepEqual(cells, ["'-1+1", "'=A1", "-3", "a"]);
  clean(view, "/lab", new URL(bench.served.address).host);
  await view.context.close();
});

test("an effect is asked for with both ends of its interval, or told to be certain", { skip }, async () => {
  const view = await watched(bench.browser, 1400);
  const { page } = view;
  await page.goto(at("/evidence"));
  const wide = await page.evaluate(() => JSON.parse(document.getElementById("changeable").textContent).find((one) => one.low !== null && !one.assumed).id);
  await page.selectOption("#effect", wide);
  await page.waitForSelector("#answers .differences", { timeout: PATIENCE });
  await page.fill("#low", "");
  await page.waitForFunction(() => document.getElementById("status").textContent.includes("has no lower end"));
  await page.fill("#high", "");
  await page.waitForFunction(() => document.getElementById("status").textContent.includes("taken as certain."), null, { timeout: PATIENCE });
  // Another outcome by year leaves both answers standing.
  await page.waitForFunction(() => document.querySelectorAll("#answers .differences thead th").length === 3, null, { timeout: PATIENCE });
  const outcomes = await page.$$eval("#by-year option", (all) => all.map((one) => one.value));
  await page.selectOption("#by-year", outcomes.at(-1));
  assert.equal(await page.locator("#answers .differences thead th").count(), 3);
  clean(view, "/evidence", new URL(bench.served.address).host);
  await view.context.close();
});
