// Cards move by transitions: dragged, by their menu, or by `m` and a lane's number.
import { $, $$, open, place } from "./parts.js";

let carried = null; // the card under the pointer, and its moves
let isHeld = false; // pressed already, or carried: from here on the board must not change
let isStale = false; // it would have changed meanwhile
let sortables = [];

const board = () => $("#board");
const movesOf = async (card) => {
  const answer = await fetch(card.dataset.moves).catch(() => null);
  const menu = document.createElement("div");
  if (!answer) menu.dataset.reason = $("#console-script").dataset.unreachable;
  else if (answer.ok) menu.innerHTML = await answer.text();
  return menu;
};
const leading = (moves, lane) => $$("button[data-lanes]", moves).filter((b) => b.dataset.lanes.split(" ").includes(lane));

// --- doing it ---------------------------------------------------------------------------------------

function take(button, card) {
  if (button.matches("[aria-disabled]")) return refuse(button.dataset.reason);
  if (button.hasAttribute("data-asks")) return open(button.dataset.url);
  card.classList.add("moving");
  const url = new URL(button.dataset.url, location.href);
  url.searchParams.set("next", board().dataset.next);
  // The card itself asks, so that what it says when done is said.
  card.dataset.done = button.dataset.done;
  return htmx
    .ajax("POST", url.pathname + url.search, { source: card, target: "#board", swap: "morph:outerHTML", select: "#board" })
    .finally(() => card.classList.remove("moving"));
}

function refuse(text) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "error" } }));
  fresh();
}

const fresh = () => htmx.trigger(board(), "fresh");

function moveTo(lane, moves, card) {
  const ways = leading(moves, lane.dataset.lane);
  const ready = ways.filter((button) => !button.matches("[aria-disabled]"));
  if (ready.length === 1) return take(ready[0], card);
  if (ready.length > 1) return show(ready, card);
  return refuse(ways[0]?.dataset.reason ?? moves.dataset.reason ?? board().dataset.nowhere.replace("%s", $("h2", lane).dataset.label));
}

// --- dragging -----------------------------------------------------------------------------------------

// Lanes that stayed keep what they have: to begin anew would take the card out of a hand.
function enliven() {
  for (const { el } of sortables) if (!el.isConnected) Sortable.get(el).destroy();
  sortables = $$("[data-cards]").map((cards) => Sortable.get(cards) ?? draggable(cards));
}

function draggable(cards) {
  return Sortable.create(cards, {
    group: "board",
    draggable: ".c-card",
    filter: "button, a",
    preventOnFilter: false,
    sort: false,
    delay: 150,
    delayOnTouchOnly: true,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    onChoose: () => (isHeld = true),
    onStart: ({ item }) => pickUp(item),
    onEnd: ({ item, from, to }) => drop(item, from, to),
    onUnchoose: letGo,
  });
}

function letGo() {
  isHeld = false;
  if (isStale && !carried) fresh();
}

async function pickUp(card) {
  const moves = movesOf(card);
  carried = { card, moves };
  board().classList.add("carrying");
  const found = await moves;
  if (carried?.card !== card) return;
  for (const lane of $$("[data-lane]")) {
    const isOpen = leading(found, lane.dataset.lane).some((b) => !b.matches("[aria-disabled]"));
    lane.classList.toggle("open", isOpen || lane.contains(card));
  }
}

async function drop(card, from, to) {
  board().classList.remove("carrying");
  for (const lane of $$(".c-lane.open")) lane.classList.remove("open");
  const { moves } = carried;
  carried = null;
  const found = await moves;
  // Without network nothing else would put it back.
  if (found.dataset.reason) from.prepend(card);
  if (from !== to) await moveTo(to.closest("[data-lane]"), found, card);
  // A dialog that was cancelled leaves everything as it is on the server.
  if (isStale) fresh();
}

// --- the card's menu ------------------------------------------------------------------------------------

const menu = $("#card-menu");

async function showMenu(card) {
  const moves = await movesOf(card);
  if (moves.dataset.reason) return refuse(moves.dataset.reason);
  show([...moves.children], card);
}

function show(entries, card) {
  menu.replaceChildren(...entries);
  menu.card = card;
  menu.showPopover();
  place(menu, $("[data-card-menu]", card));
  $("button:not([aria-disabled])", menu)?.focus();
}

menu.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  menu.hidePopover();
  take(button, menu.card);
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-card-menu]");
  if (opener) showMenu(opener.closest(".c-card"));
});

// --- keys: m, then a lane's number; arrows walk over the cards ----------------------------------------------

let isAsked = false; // `m` was the key before

document.addEventListener("keydown", async (event) => {
  const card = event.target.closest?.(".c-card");
  if (!card || event.target.closest("input, textarea, select") || event.metaKey || event.ctrlKey) return;
  if (event.key === "m") {
    isAsked = true;
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: board().dataset.which } }));
  } else if (isAsked && /^[1-9]$/.test(event.key)) {
    isAsked = false;
    const lane = $(`[data-number="${event.key}"]`);
    if (lane) moveTo(lane, await movesOf(card), card);
  } else if (event.key !== "Shift") {
    isAsked = false;
    if (event.key.startsWith("Arrow")) walk(event, card);
  }
});

function walk(event, card) {
  const lanes = $$("[data-cards]").filter((cards) => $(".c-card", cards));
  const cards = card.parentElement;
  const row = $$(".c-card", cards).indexOf(card);
  const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  const column = $$(".c-card", lanes[lanes.indexOf(cards) + across] ?? cards);
  const next = column[Math.min(row + down, column.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// --- what happens meanwhile ---------------------------------------------------------------------------------

let held; // the card that has the focus, and keeps it in whichever lane it comes to stand

// A card in the hand is never pulled away: the board comes again when it has been put down.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "board") return;
  isStale = isHeld;
  if (isHeld) event.detail.shouldSwap = false;
  held = document.activeElement?.closest(".c-card")?.id;
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "board") return;
  enliven();
  if (held && document.activeElement === document.body) document.getElementById(held)?.focus();
});
document.addEventListener("w-swap:success", enliven);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig.verb === "post" && detail.xhr.status >= 400) fresh();
});
$("#dialog").addEventListener("close", fresh);

enliven();
