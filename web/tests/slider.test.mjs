// How long a changed what-if takes, measured in the browser: from the change to the first look, the first answer and the last one. Printed, not asserted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begun } from "./begun.mjs";
import { PATIENCE, watched } from "./browser.mjs";

/** In CI other things run beside the browser, so that times say nothing: a few what-ifs show that there are answers. */
const IN_CI = Boolean(process.env.CI);
/** What-ifs that are timed, after one that warms the server up. */
const TIMED = IN_CI ? 1 : 3;
/** Draws of a first look and of a first answer. */
const [LOOK, FIRST] = [24, 100];

let view;
let answers = true;

const { at, skip } = begun(async ({ at, browser }) => {
  view = await watched(browser, 1400);
  // Every stream of answers that a page opens is timed as the page hears it.
  await view.context.addInitScript(() => {
    globalThis.heard = [];
    const Stream = globalThis.EventSource;
    globalThis.EventSource = class extends Stream {
      constructor(...given) {
        super(...given);
        const opened = performance.now();
        this.addEventListener("what-if", (event) => {
          const { draws, state, answer } = JSON.parse(event.data);
          globalThis.heard.push({ opened, at: performance.now(), draws, state, answered: answer !== null });
        });
      }
    };
  });
  await view.page.goto(at("/"));
  // The server works out the months ahead when it starts; what-ifs are timed on idle cores. In CI other things run beside them anyway.
  if (IN_CI) return;
  for (const target of ["state-based", "one-sided", "non-state"]) {
    const said = await view.page.request.get(at(`/api/v1/watch?target=${target}`), { timeout: 3 * PATIENCE });
    assert.ok(said.ok(), await said.text());
  }
});

/** Asks for today's peacekeepers and so much more, and an early-action fund, in the browser; milliseconds to the first look, the first answer and the last one. */
async function ask(amount) {
  return view.page.evaluate(
    async ([amount, patience, look, first]) => {
      const action = (measure, more) => ({ measure, amount, from: 2027, ...more });
      const portfolio = { id: "slider", title: "Slider", summary: "Moved.", role: "alternative", action: [action("peacekeeping", { indicator: "peacekeeping_troops", amount: 1 + amount }), action("early_action_fund", { where: "lag(conflict) == 0 & lag(peace_years) < 10" })] };
      delete portfolio.action[0].from;
      const began = performance.now();
      const sent = await fetch("/api/v1/whatifs", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ portfolio, page: "slider" }) });
      if (!sent.ok) return { status: sent.status, said: await sent.text() };
      const said = await sent.json();
      const times = { status: sent.status };
      await new Promise((done, failed) => {
        const stream = new EventSource(`/api/v1/whatifs/${said.id}/events`);
        const late = setTimeout(() => failed(new Error("no answer")), patience);
        stream.addEventListener("what-if", (event) => {
          const progress = JSON.parse(event.data);
          const took = performance.now() - began;
          if (progress.answer !== null && progress.draws >= look) times.look ??= took;
          if (progress.answer !== null && progress.draws >= first) times.first ??= took;
          if (["done", "failed", "dropped"].includes(progress.state)) {
            Object.assign(times, { last: took, state: progress.state, draws: progress.draws, of: progress.of, problem: progress.problem });
            clearTimeout(late);
            stream.close();
            done();
          }
        });
      });
      return times;
    },
    [amount, PATIENCE, LOOK, FIRST],
  );
}

/** The middle one. */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

test("a changed what-if is answered at once and then refined", { skip }, async (of) => {
  const warm = await ask(0.5);
  answers = warm.status !== 404;
  if (!answers) return of.skip("this program answers no what-ifs");
  assert.equal(warm.state, "done", JSON.stringify(warm));
  of.diagnostic(`the first what-if, which lays the reference: first look ${Math.round(warm.look)} ms, first answer ${Math.round(warm.first)} ms, last ${Math.round(warm.last)} ms`);
  const timed = [];
  for (let at = 0; at < TIMED; at += 1) timed.push(await ask(0.6 + at / 10));
  for (const one of timed) {
    assert.equal(one.state, "done", JSON.stringify(one));
    assert.equal(one.draws, one.of);
    assert.ok(one.look <= one.first && one.first <= one.last);
  }
  const [look, first, last] = ["look", "first", "last"].map((key) => Math.round(median(timed.map((one) => one[key]))));
  of.diagnostic(`median of ${TIMED}: first look at ${LOOK} draws ${look} ms, first answer ${first} ms, ${timed[0].of} draws ${last} ms`);
});

test("every measure of the lab is answered at once, assumptions acting", { skip }, async (of) => {
  if (!answers) return of.skip("this program answers no what-ifs");
  await view.page.goto(at("/lab"));
  const timed = await view.page.evaluate(
    async ([patience, look, first, few]) => {
      const { placed } = await import("/static/composer.js");
      const declared = JSON.parse(document.getElementById("declared").textContent);
      const setting = declared.settings.find((one) => one.assumptions).id;
      const today = declared.portfolios.find((one) => one.role === "reference").parts.action;
      const timed = [];
      let supersedes;
      for (const { id } of few ? declared.measures.slice(0, 3) : declared.measures) {
        const action = [...today, placed({ measure: id, amount: 1.1, from: declared.from })];
        const portfolio = { id: "what-if", title: "What-if", summary: "Moved.", role: "alternative", action };
        const began = performance.now();
        const sent = await fetch("/api/v1/whatifs", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ portfolio, setting, page: "measures", supersedes }) });
        const said = await sent.json();
        const times = {};
        if (!sent.ok) throw new Error(`${id}: ${said.detail}`);
        await new Promise((done, failed) => {
          const stream = new EventSource(`/api/v1/whatifs/${said.id}/events`);
          const late = setTimeout(() => failed(new Error(`${id}: no answer`)), patience);
          stream.addEventListener("what-if", (event) => {
            const { answer, draws } = JSON.parse(event.data);
            if (answer === null) return;
            const took = performance.now() - began;
            if (draws >= look) times.look ??= took;
            if (draws < first) return;
            timed.push([id, times.look, took]);
            clearTimeout(late);
            stream.close();
            done();
          });
        });
        // The next question supersedes this one, as a page does: what nobody waits for is not refined.
        supersedes = said.id;
      }
      return timed;
    },
    [PATIENCE, LOOK, FIRST, IN_CI],
  );
  assert.ok(timed.length > (IN_CI ? 2 : 20));
  for (const [what, at] of [["looks", 1], ["answers", 2]]) {
    const took = timed.map((one) => Math.round(one[at]));
    of.diagnostic(`first ${what} of ${took.length} measures: least ${Math.min(...took)} ms, median ${median(took)} ms, most ${Math.max(...took)} ms`);
  }
  of.diagnostic(timed.map(([id, look, took]) => `${id} ${Math.round(look)} ${Math.round(took)}`).join(", "));
});

test("a slider of the lab shows an answer", { skip }, async (of) => {
  if (!answers) return of.skip("this program answers no what-ifs");
  await view.page.goto(at("/lab"));
  const slider = view.page.locator("input[type=range]").first();
  if (!(await slider.count())) return of.skip("no page /lab with a slider");
  const moved = await slider.evaluate((input) => {
    const [low, high] = [Number(input.min || 0), Number(input.max || 100)];
    input.value = String(Number(input.value) > (low + high) / 2 ? low : high);
    const at = performance.now();
    for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
    return at;
  });
  for (const draws of [LOOK, FIRST]) {
    const heard = await view.page.waitForFunction(([at, draws]) => globalThis.heard.find((one) => one.opened > at && one.answered && one.draws >= draws), [moved, draws], { timeout: PATIENCE });
    const answer = await heard.jsonValue();
    of.diagnostic(`from the move to ${answer.draws} draws: ${Math.round(answer.at - moved)} ms`);
  }
});
