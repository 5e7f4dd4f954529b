// A workbench and a browser for the tests of a file: begun before them, ended after.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { chromium, folder, required, workbench } from "./program.mjs";

/** Begins both, then whatever `more` does with them; `skip` says why nothing is tested. */
export function begun(more = async () => {}) {
  const skip = chromium() ? false : "no Chromium";
  const bench = { skip, out: undefined, served: undefined, browser: undefined, at: (path) => new URL(path, bench.served.address).href };
  before(async () => {
    if (skip) return assert.ok(!required, "no Chromium on this machine, and FOREFEND_REQUIRE_DATA is set: install it, or set CHROMIUM");
    bench.out = folder();
    bench.served = await workbench(bench.out);
    bench.browser = await launch();
    await more(bench);
  });
  after(async () => {
    await bench.browser?.close();
    const code = await bench.served?.stop();
    if (bench.served) assert.equal(code ?? 0, 0, "the server ends cleanly when it is told to");
  });
  return bench;
}
