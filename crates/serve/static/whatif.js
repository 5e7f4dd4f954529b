// Questions to the engine: sent, followed while they are refined, and dropped when a newer one takes their place.

const PLACE = "/api/v1/whatifs";
const STEP = 400;

/** What is wrong, in words that say where and what to do. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || "the question could not be answered");
    this.line = problem.line;
    this.after = problem.retry_after;
  }
}

async function read(response) {
  const text = await response.text();
  let facts = {};
  try {
    facts = text ? JSON.parse(text) : {};
  } catch {
    facts = { detail: `the answer cannot be read (${response.status})` };
  }
  if (!response.ok) throw new Refused(facts);
  return facts;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** One page's questions: of several only the newest is followed. */
export class Asker {
  constructor() {
    this.page = `p${Math.random().toString(36).slice(2, 12)}`;
    this.turn = 0;
    this.id = null;
    this.stream = null;
  }

  /** Asks; `told` hears the state after each step. Resolves with the last one, or with nothing where a newer question came. */
  async ask(question, told) {
    const turn = (this.turn += 1);
    this.stream?.close();
    const body = JSON.stringify({ ...question, page: this.page, ...(this.id ? { supersedes: this.id } : {}) });
    let state;
    for (;;) {
      try {
        state = await read(await fetch(PLACE, { method: "POST", headers: { "content-type": "application/json" }, body }));
        break;
      } catch (error) {
        if (turn !== this.turn) return null;
        if (!(error instanceof Refused) || !error.after) throw error;
        await pause(error.after * 1000);
      }
    }
    if (turn !== this.turn) return null;
    this.id = state.id;
    told(state);
    return ended(state) ? settle(state) : this.follow(state.id, told, () => turn === this.turn);
  }

  /** Follows the last question no longer; the next one takes its place. */
  leave() {
    this.turn += 1;
    this.stream?.close();
  }

  follow(id, told, current) {
    return new Promise((done, failed) => {
      const stream = new EventSource(`${PLACE}/${id}/events`);
      this.stream = stream;
      const take = (event) => {
        if (!current()) {
          stream.close();
          done(null);
          return;
        }
        const state = JSON.parse(event.data);
        told(state);
        if (ended(state)) {
          stream.close();
          try {
            done(settle(state));
          } catch (error) {
            failed(error);
          }
        }
      };
      stream.addEventListener("what-if", take);
      // A line that breaks is taken up by asking from time to time.
      stream.onerror = () => {
        stream.close();
        poll(id, told, current).then(done, failed);
      };
    });
  }

  /** Keeps the question of this id as a run; `told` hears how it goes. Resolves with the run and its command. */
  async keep(id, told) {
    await read(await fetch(`${PLACE}/${id}/keep`, { method: "POST" }));
    for (;;) {
      const state = await read(await fetch(`${PLACE}/${id}`));
      if (state.kept?.state === "kept") return state.kept;
      if (state.kept?.state === "failed") throw new Refused(state.kept.problem ?? {});
      told(state);
      await pause(2 * STEP);
    }
  }
}

const ended = (state) => ["done", "failed", "dropped"].includes(state.state);

function settle(state) {
  if (state.state === "failed") throw new Refused(state.problem ?? {});
  return state;
}

async function poll(id, told, current) {
  for (;;) {
    await pause(STEP);
    if (!current()) return null;
    const state = await read(await fetch(`${PLACE}/${id}`));
    told(state);
    if (ended(state)) return settle(state);
  }
}
