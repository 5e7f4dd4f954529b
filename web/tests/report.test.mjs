// The report of a run, opened as the file it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { WIDTHS, clean, clipped, faults, launch, watched } from "./browser.mjs";
import { build, chromium, folder, numbers, required } from "./program.mjs";

const skip = chromium() ? false : "no Chromium";
let out, browser, address, built;

before(async () => {
  if (skip) return assert.ok(!required, "no Chromium on this machine, and FOREFEND_REQUIRE_DATA is set: install it, or set CHROMIUM");
  out = folder();
  browser = await launch();
  address = pathToFileURL(join(out, "report.html")).href;
  built = [
    ["report.html", address],
    ...["commission", "brief"].map((template) => [template, pathToFileURL(join(build(out, template), "report.html")).href]),
  ];
});

after(() => browser?.close());

for (const width of WIDTHS) {
  test(`reports at ${width} px are clean and readable by all`, { skip }, async (of) => {
    for (const [name, page] of built) {
      await of.test(name, async () => {
        const view = await watched(browser, width);
        await view.page.goto(page);
        assert.equal(await clipped(view.page), "");
        clean(view, name, "");
        assert.deepEqual(await faults(view.page), [], "axe");
        await view.context.close();
      });
    }
  });
}

test("numbers of the report are those of the run", { skip }, async () => {
  const { run, values } = numbers(out);
  const { context, page } = await watched(browser, 1400);
  await page.goto(address);
  const shown = await page.$$eval("data[data-trace]", (all) => all.map((one) => [one.dataset.trace, one.value]));
  let compared = 0;
  for (const [trace, value] of shown) {
    assert.ok(trace.startsWith(`${run}:`), `${trace} is of another run`);
    const query = trace.slice(run.length + 1);
    assert.ok(values.has(query), `${query} is not in numbers.csv`);
    assert.equal(Number(value), values.get(query), query);
    compared += 1;
  }
  assert.ok(compared > 100, `${compared} numbers compared`);
  await context.close();
});

test("print gives clean pages", { skip }, async (of) => {
  for (const [name, address] of built) {
    await of.test(name, async (of) => {
      const { context, page } = await watched(browser, 1400);
      await page.emulateMedia({ media: "print" });
      // A sheet of A4 between margins of 14 and 15 mm, at 96 pixels an inch.
      await page.setViewportSize({ width: 688, height: 1009 });
      await page.goto(address);
      assert.equal(await clipped(page), "", "on paper");
      const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
      const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
      of.diagnostic(`${sheets} sheets, ${Math.round(pdf.length / 1024)} kB`);
      // A brief has two pages; the others no more than a reader would carry.
      if (name === "brief") assert.equal(sheets, 2);
      assert.ok(sheets >= 1 && sheets < 120, `${sheets} sheets`);
      await context.close();
    });
  }
});
