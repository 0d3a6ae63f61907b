// The desk's list and thread while they change: nothing moves under the eye of the reader.
import { $, $$ } from "../base/console/parts.js";

const desk = $("#desk");
const list = $("#desk-list");
const pill = $("#desk-fresh");
let fetched = null; // the list as it is now, for who wants to see it
let asked = 0;

list.addEventListener("live", ({ target }) => target === list && refresh());

async function refresh() {
  const turn = ++asked;
  const query = new URLSearchParams(location.search);
  for (const name of ["ticket", "p"]) query.delete(name);
  const answer = await fetch(`${desk.dataset.results}?${query}`).catch(() => null);
  if (!answer?.ok || turn !== asked) return;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  fetched = template.content;
  merge(new Map($$("#desk-rows .d-row", fetched).map((row) => [row.id, row])));
}

/** Rows that are there change where they stand; those that come wait behind the pill. */
function merge(drawn) {
  const here = $$("#desk-rows .d-row");
  const isWhole = !$(".d-more", fetched);
  if (!here.length && drawn.size) return showAll();
  for (const row of here) {
    const now = drawn.get(row.id);
    drawn.delete(row.id);
    row.classList.toggle("gone", !now && isWhole);
    if (!now) {
      if (isWhole) row.title = desk.dataset.gone;
      continue;
    }
    const link = $("[data-open]", row);
    $("[name=id]", now).checked = $("[name=id]", row).checked;
    if (link.hasAttribute("aria-current")) $("[data-open]", now).setAttribute("aria-current", "true");
    Idiomorph.morph(row, now);
  }
  pill.hidden = !drawn.size;
  pill.textContent = desk.dataset.come.replace("0", drawn.size);
}

function showAll() {
  const results = $("#listing-results");
  const rows = $("#desk-rows", fetched);
  const open = $(`#desk-row-${desk.dataset.ticket} [data-open]`, fetched);
  open?.setAttribute("aria-current", "true");
  $("#desk-none", results)?.remove();
  $("#desk-rows", results).replaceWith(rows);
  htmx.process(rows);
  pill.hidden = true;
  document.querySelector("[data-bulk-none]").click(); // what was ticked may be gone
}
pill.addEventListener("click", () => fetched && showAll());
document.addEventListener("w-swap:success", () => (pill.hidden = true));

// --- the thread: who reads its end stays there, who reads further up stays where they are ----------------

let wasAtEnd = true;
let had = 0;
const log = () => $("#desk-log");
const atEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight < 40;

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  if (target.id !== "desk-log") return;
  wasAtEnd = atEnd();
  had = $$(".c-message", log()).length;
});
document.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (target.id !== "desk-log" || !log() || $$(".c-message", log()).length === had) return;
  const below = $("#desk-below");
  below.hidden = wasAtEnd;
  below.textContent = desk.dataset.below;
  if (wasAtEnd) log().scrollTop = log().scrollHeight;
});
document.addEventListener("click", ({ target }) => {
  if (target.id === "desk-below") log().scrollTop = log().scrollHeight;
});
document.addEventListener("scroll", ({ target }) => {
  if (target.id === "desk-log" && atEnd()) $("#desk-below").hidden = true;
}, true);
