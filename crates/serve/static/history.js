// States of a page: undo and redo, and an address that holds them.

const MOST = 200;

/** What was done, and what was undone. */
export class History {
  constructor(first, changed) {
    this.states = [first];
    this.at = 0;
    this.changed = changed;
  }

  state() {
    return this.states[this.at];
  }

  /** Takes a new state; while a slider moves (`quiet`) it replaces the last one of the same move. */
  set(state, quiet = false) {
    if (quiet && this.moving) {
      this.states[this.at] = state;
    } else {
      this.states.splice(this.at + 1);
      this.states.push(state);
      if (this.states.length > MOST) this.states.shift();
      this.at = this.states.length - 1;
    }
    this.moving = quiet;
    this.changed(state, quiet);
  }

  canUndo() {
    return this.at > 0;
  }

  canRedo() {
    return this.at + 1 < this.states.length;
  }

  undo() {
    this.go(-1);
  }

  redo() {
    this.go(1);
  }

  go(step) {
    if (!this.states[this.at + step]) return;
    this.at += step;
    this.moving = false;
    this.changed(this.state(), false);
  }
}

const encode = (state) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(state)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const isThing = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const isAbsentOr = (fits) => (value) => value === undefined || fits(value);
const isListOf = (fits) => (value) => Array.isArray(value) && value.every(fits);

/** Keys of an action that a page draws, and what each must be; what the portfolio means is for the engine to judge. */
const KEYS = [
  [["measure"], isText],
  [["amount"], Number.isFinite],
  [["from", "until", "duration", "most", "capacity"], isAbsentOr(Number.isFinite)],
  [["where", "trigger", "stop", "priority", "indicator"], isAbsentOr(isText)],
  [["countries", "regions", "members", "units"], isAbsentOr(isListOf(isText))],
  [["budget"], isAbsentOr((value) => isThing(value) && Number.isFinite(value.amount))],
];
const isAction = (action) => isThing(action) && KEYS.every(([keys, fits]) => keys.every((key) => fits(action[key])));

/** Whether a page can draw this as a portfolio: a link may be cut short, or made by hand. */
function isState(state) {
  const texts = ["from", "title", "setting", "country"].every((key) => isAbsentOr(isText)(state?.[key]));
  const numbers = ["discount", "yearly_budget"].every((key) => isAbsentOr(Number.isFinite)(state?.[key]));
  const lists = ["limit", "basis"].every((key) => isAbsentOr(isListOf(isThing))(state?.[key]));
  return isThing(state) && texts && numbers && lists && isListOf(isAction)(state.action);
}

function decode(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const state = JSON.parse(new TextDecoder().decode(bytes));
    return isState(state) ? state : null;
  } catch {
    return null;
  }
}

/** What stands in the address under a name; none where nothing does. */
export const inAddress = (name) => new URLSearchParams(location.hash.slice(1)).get(name);

/** The state that the address holds; none where it holds none that can be read. */
export function fromAddress(name = "portfolio") {
  const text = inAddress(name);
  return text ? decode(text) : null;
}

/** Whether the address holds a state that cannot be read. */
export const isUnreadable = (name = "portfolio") => inAddress(name) !== null && fromAddress(name) === null;

/** Puts a state, and one held beside it, into the address. */
export function toAddress(state, beside) {
  const parts = [`portfolio=${encode(state)}`];
  if (beside) parts.push(`beside=${encode(beside)}`);
  window.history.replaceState(null, "", `#${parts.join("&")}`);
}
