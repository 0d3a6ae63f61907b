// The agent's desk: opening, going on, keys, panes. What is written stands in writing.js.
import { $, $$, open as openDialog } from "../base/console/parts.js";
import { flush, focusOn } from "./writing.js";
import "./listing.js";

const desk = $("#desk");
const narrow = matchMedia("(max-width: 49.99rem)");

// --- opening -------------------------------------------------------------------------------------

const rows = () => $$("#desk-rows .d-row");
const current = () => rows().findIndex((row) => row.dataset.key === desk.dataset.ticket);
let place = 0; // where the open one stands, or stood

async function openTicket(address, { push = true } = {}) {
  await flush();
  const key = address.match(/(\d+)\/$/)[1];
  desk.dataset.ticket = key;
  await htmx.ajax("GET", address, { source: desk, target: "#desk-thread", swap: "innerHTML" });
  if (push) {
    const url = new URL(location.href);
    url.searchParams.set("ticket", key);
    history.pushState({ desk: key }, "", url);
  }
  show("thread");
  opened();
}

/** What is open is marked in the list, and its end is read first. */
function opened() {
  if (current() >= 0) place = current();
  for (const row of rows()) {
    const link = $("[data-open]", row);
    if (row.dataset.key === desk.dataset.ticket) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  $("#desk-rows [aria-current]")?.scrollIntoView({ block: "nearest" });
  const log = $("#desk-log");
  if (log) log.scrollTop = log.scrollHeight;
  sayPresence();
}

/** The next or previous one of the view; where the open one is gone, what took its place. */
export function go(step) {
  const at = current();
  const target = at >= 0 ? at + step : desk.dataset.ticket ? place + Math.min(step, 0) : 0;
  const row = rows()[target];
  if (!row) return tell(desk.dataset.last);
  const link = $("[data-open]", row);
  link.focus({ preventScroll: true });
  return openTicket(link.dataset.open);
}

const tell = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openTicket(link.dataset.open);
  }
  const to = event.target.closest("[data-pane-to]")?.dataset.paneTo;
  if (to) show(to);
  if (event.target.closest("[data-run-many]")) {
    const query = $$("#selection [name=id]:checked").map((box) => `id=${box.value}`).join("&");
    openDialog(`${desk.dataset.run}?${query}`);
  }
});

addEventListener("popstate", () => {
  const key = new URL(location.href).searchParams.get("ticket");
  if (key && key !== desk.dataset.ticket) openTicket(`${desk.dataset.url}${key}/`, { push: false });
  show(key ? "thread" : "list");
});

// --- panes: one at a time where it is narrow ---------------------------------------------------------

function show(pane) {
  desk.dataset.pane = pane;
  if (narrow.matches) $({ views: "#desk-views a", list: "#desk-rows a", thread: "#desk-title", customer: "#desk-customer [data-pane-to]" }[pane])?.focus({ preventScroll: true });
}

// --- after sending, and after taking back -------------------------------------------------------------

document.addEventListener("desk:sent", ({ detail }) => {
  const after = $("#after-sending").value;
  if (!detail.internal && after === "next") go(1);
});
document.addEventListener("desk:taken-back", ({ detail }) => openTicket(`${desk.dataset.url}${detail.ticket}/`));

// --- keys -----------------------------------------------------------------------------------------

const press = (selector) => $(selector)?.click();
const keys = {
  j: () => go(1),
  k: () => go(-1),
  r: () => focusOn("reply"),
  n: () => focusOn("note"),
  x: () => press("#desk-rows .d-row:has([aria-current]) .d-tick"),
  z: () => $$("[data-take-back]").at(-1)?.click(),
};
for (const key of ["a", "e", "m", "c"]) keys[key] = () => press(`#desk-thread [data-key="${key}"]:not([aria-disabled])`);

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (target.id === "desk-text" && key === "Escape") return leave();
  if (desk.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const writes = target.closest("textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio])");
  if (writes || $("dialog[open], [role=dialog][aria-modal=true]:not([aria-hidden=true])") || !keys[key]) return;
  event.preventDefault();
  keys[key]();
});

function leave() {
  flush();
  ($("#desk-rows [aria-current]") ?? $("#desk-title")).focus({ preventScroll: true });
}

// --- who else is here --------------------------------------------------------------------------------

const topic = () => $("#desk-open")?.dataset.topic;

function sayPresence() {
  if (!topic()) return;
  const writes = $("#desk-text:focus, dialog[open] form");
  const detail = { type: "presence", topic: topic(), state: writes ? "editing" : "viewing" };
  document.dispatchEvent(new CustomEvent("live:send", { detail }));
}

document.addEventListener("live:message", ({ detail }) => {
  if (detail.topic !== topic()) return;
  if (detail.type === "subscribed") sayPresence();
  if (detail.type !== "presence") return;
  const line = $("#desk-presence");
  const others = detail.people.filter(({ id }) => String(id) !== desk.dataset.self);
  line.hidden = !others.length;
  line.dataset.state = others.some(({ state }) => state === "editing") ? "editing" : "viewing";
  line.textContent = others.map(({ name, state }) => `${name} ${desk.dataset[state] ?? ""}`).join(" · ");
});
setInterval(sayPresence, 15000);
document.addEventListener("focusin", () => setTimeout(sayPresence, 100));

opened();
