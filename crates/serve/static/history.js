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

function decode(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const state = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(state?.action) ? state : null;
  } catch {
    return null;
  }
}

/** The state that the address holds; none where it holds none that can be read. */
export function fromAddress(name = "portfolio") {
  const text = new URLSearchParams(location.hash.slice(1)).get(name);
  return text ? decode(text) : null;
}

/** Puts a state, and one held beside it, into the address. */
export function toAddress(state, beside) {
  const parts = [`portfolio=${encode(state)}`];
  if (beside) parts.push(`beside=${encode(beside)}`);
  window.history.replaceState(null, "", `#${parts.join("&")}`);
}
