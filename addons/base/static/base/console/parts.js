// What the console's scripts share. A file of its own, because a module that is asked for by two
// addresses would run twice.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** The part of the page that a dialog's form gets its answer into. */
export const placed = () => $("[data-place]") ?? $("#record") ?? $("#board");

/** Fetch a dialog's body; it opens when it is there. */
export function open(address) {
  const target = $("#dialog-body");
  target.replaceChildren();
  // Where the answer goes that a dialog's form gets in the end.
  const next = placed()?.dataset.next;
  const url = new URL(address, location.href);
  if (next) url.searchParams.set("next", next);
  return htmx.ajax("GET", url.pathname + url.search, { source: target, target, swap: "innerHTML" });
}

/** Put an open menu below its button, or above it where there is no room. */
export function place(menu, button) {
  const at = button.getBoundingClientRect();
  const wanted = at.left + at.width / 2 > innerWidth / 2 ? at.right - menu.offsetWidth : at.left;
  const start = Math.max(8, Math.min(wanted, innerWidth - menu.offsetWidth - 8));
  const below = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.left = `${start}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
}
