// The band of choice: 50, 80 or 90% of futures; the address keeps it, so that a link shows what was seen.
import { BANDS } from "./chart.js";

/** The band that the address names; 90% where it names none that there is. */
export function bandChosen() {
  const named = new URLSearchParams(location.search).get("band");
  return Object.hasOwn(BANDS, named) ? Number(named) : 90;
}

/** Lets the reader choose in a group of radio buttons; `draw` shows the view again. */
export function bandPicker(group, view, draw) {
  for (const one of group.querySelectorAll("input")) one.checked = Number(one.value) === view.band;
  group.addEventListener("change", (event) => {
    view.band = Number(event.target.value);
    const address = new URL(location.href);
    address.searchParams.set("band", view.band);
    window.history.replaceState(null, "", address);
    draw();
  });
}
