// What a reader chooses: the band of figures, links that are switched together, a forecast of one's own beside ours.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begun } from "./begun.mjs";
import { PATIENCE, WIDTHS, clean, clipped, faults, watched } from "./browser.mjs";

const bench = begun();
const { at, skip } = bench;

/** A page that may take its time: links are switched and forecasts made while it waits. */
async function opened(width) {
  const view = await watched(bench.browser, width);
  view.page.setDefaultTimeout(PATIENCE);
  return view;
}

test("figures show the band that was chosen, and a link keeps it", { skip }, async () => {
  const view = await opened(1400);
  await view.page.goto(at("/?band=80"));
  const keys = () => view.page.$$eval("figure.figure .key", (all) => all.map((one) => one.textContent));
  assert.ok((await keys()).some((text) => text.includes("80% of futures")));
  await view.page.click("nav[aria-label=Band] >> text=50%");
  await view.page.waitForURL(/band=50/);
  assert.ok((await keys()).every((text) => !text.includes("80%") && !text.includes("90%")));
  clean(view, "/?band=50", new URL(bench.served.address).host);
  // The lab's answers keep it too, without a new question.
  await view.page.goto(at("/lab?band=80"));
  await view.page.waitForSelector(".differences caption small");
  assert.match(await view.page.textContent(".differences caption small"), /80% of futures/);
  await view.page.check("#band input[value='50']");
  assert.match(view.page.url(), /band=50.*#portfolio=/);
  assert.match(await view.page.textContent(".differences caption small"), /50% of futures/);
  await view.context.close();
});

test("links are switched together, and the last is taken back first", { skip }, async () => {
  const view = await opened(1400);
  await view.page.goto(at("/drivers?links=conflict_to_growth"));
  await view.page.click("#all-links a[href*='income_to_conflict']");
  await view.page.waitForURL(/links=conflict_to_growth,income_to_conflict/);
  assert.match(await view.page.textContent("#switched h2"), /^2 links/);
  assert.equal(await view.page.locator("svg.links a.chosen").count(), 2);
  assert.deepEqual(await faults(view.page), []);
  await view.page.click("[data-undo]");
  await view.page.waitForURL(/links=conflict_to_growth#/);
  assert.equal(await view.page.locator(".switched li").count(), 1);
  clean(view, "/drivers", new URL(bench.served.address).host);
  await view.context.close();
});

/** A forecast of three countries through 2024: none, some or many deaths each month. */
function forecast() {
  const rows = ["month_id,country_id,draw,outcome"];
  for (let month = 529; month <= 540; month += 1) {
    for (const [country, deaths] of [[57, [0, 5, 20]], [65, [100, 400, 900]], [124, [0, 0, 1]]]) deaths.forEach((dead, draw) => rows.push(`${month},${country},${draw},${dead}`));
  }
  return Buffer.from(`${rows.join("\n")}\n`);
}

for (const width of WIDTHS) {
  test(`a forecast of one's own stands beside ours at ${width} px`, { skip }, async () => {
    const view = await opened(width);
    await view.page.goto(at("/challenge"));
    await view.page.setInputFiles("#file", { name: "mine.csv", mimeType: "text/csv", buffer: forecast() });
    await view.page.click("#challenge button");
    await view.page.waitForSelector("#answer table");
    const [everybody] = await view.page.$$("#answer table");
    const names = await everybody.$$eval("tbody th", (all) => all.map((one) => one.firstChild.textContent));
    assert.deepEqual(names.slice(0, 2), ["Yours", "forefend"]);
    assert.equal(names.length, 7);
    assert.equal(await everybody.$$eval(".verdict", (all) => all.length), 6 * 4);
    assert.match(await view.page.textContent("#answer"), /It rests on 3 countries/);
    assert.equal(await clipped(view.page), "");
    assert.deepEqual(await faults(view.page), []);
    clean(view, "/challenge", new URL(bench.served.address).host);
    await view.context.close();
  });
}
