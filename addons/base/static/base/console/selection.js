// Ticking rows of a list, and what can be done with those that are ticked.
import { $, $$ } from "./parts.js";

const bulk = $("[data-bulk]");
let all = false;
let kept = []; // what was ticked last, to tick it again after the rows have been swapped

const ticked = () => $$("#selection [name=id]:checked");

function selection() {
  const query = new URLSearchParams(location.search);
  for (const name of ["p", "id", "all", "group"]) query.delete(name);
  if (all) query.set("all", "1");
  else for (const key of kept) query.append("id", key);
  return query;
}

let asking = 0;
let wanted = ""; // the address of what can be done with those that are ticked now

function selected() {
  kept = ticked().map((box) => box.value);
  const count = kept.length;
  if (!count) all = false;
  bulk.hidden = !count;
  const matching = $("#listing-results [data-matching]")?.dataset;
  const more = $("[data-bulk-all]", bulk);
  more.hidden = all || !matching || count < $$("#selection [name=id]").length || count >= matching.matching;
  more.textContent = more.dataset.text.replace("%s", matching?.label);
  $("[data-bulk-count]", bulk).textContent = all ? matching.label : count;
  for (const whole of $$("#selection [data-all]")) {
    const boxes = $$("[name=id]", whole.closest("table"));
    const count = boxes.filter((box) => box.checked).length;
    whole.checked = count > 0 && count === boxes.length;
    whole.indeterminate = count > 0 && !whole.checked;
  }
  clearTimeout(asking);
  const options = $("#bulk-options");
  if (!count) return options.replaceChildren();
  options.inert = true; // until they are those of what is ticked now
  wanted = `${options.dataset.url}?${selection()}`;
  asking = setTimeout(() => {
    htmx.ajax("GET", wanted, { source: options, target: options, swap: "innerHTML" });
  }, 250);
}

if (bulk) {
  document.addEventListener("htmx:afterSwap", ({ detail: { target, requestConfig } }) => {
    if (target.id === "bulk-options") target.inert = requestConfig.path !== wanted;
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-all]")) for (const box of $$("[name=id]", target.closest("table"))) box.checked = target.checked;
    if (target.matches("[data-all], #selection [name=id]")) {
      all = false;
      selected();
    }
  });
  bulk.addEventListener("click", ({ target }) => {
    if (target.closest("[data-bulk-all]")) all = true;
    else if (target.closest("[data-bulk-none]")) for (const box of ticked()) box.checked = false;
    else return;
    selected();
  });
  // Another list: of what was ticked stays what is still there.
  document.addEventListener("w-swap:success", () => {
    all = false;
    for (const box of $$("#selection [name=id]")) box.checked = kept.includes(box.value);
    selected();
  });
  $("#selection").addEventListener("submit", (event) => event.preventDefault());
}
