// Our behaviour in Wagtail's admin: requests, toasts, dialogs, menus, selection, rows that change.
import "./changes.js";
import "./selection.js";
import { $, $$, open, place, placed } from "./parts.js";

const page = document.getElementById("console-script").dataset;
const config = JSON.parse(document.getElementById("wagtail-config").textContent);
const SHOWN = 5000;

// What somebody is writing in stays as it is when its part is drawn again. (Idiomorph's own
// ignoreActiveValue also leaves a pressed link its old words, and gives it the new address.)
Idiomorph.defaults.callbacks.beforeNodeMorphed = (node, drawn) =>
  node !== document.activeElement || !node.matches("input, textarea, select") || node.name !== drawn.name;

// --- requests ----------------------------------------------------------------------------------

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers[config.CSRF_HEADER_NAME] = config.CSRF_TOKEN;
});
// What Wagtail swaps in, htmx has not seen yet.
document.addEventListener("w-swap:success", ({ target }) => htmx.process($("#listing-results") ?? target));

// Parts that change by themselves ask again by themselves.
const isLive = (part) => part.matches("[data-live-topic]");
document.addEventListener("htmx:responseError", ({ detail: { xhr, elt } }) => {
  if (xhr.getResponseHeader("HX-Trigger")?.includes("toast")) return;
  if (xhr.status >= 500 && isLive(elt)) return;
  const refused = [401, 403, 404].includes(xhr.status);
  toast({ text: refused ? page.refused : page.failed, level: "error" });
});
document.addEventListener("htmx:sendError", ({ detail: { elt } }) => isLive(elt) || toast({ text: page.unreachable, level: "error" }));

// --- toasts: document event `toast` {text, level}, from anywhere and from HX-Trigger ---------------

function toast({ text, level = "info" }) {
  const list = $("#toasts");
  if (!list) return;
  const element = document.createElement("p");
  element.dataset.level = level;
  element.textContent = text;
  list.append(element);
  const leave = () => (element.matches(":hover") ? setTimeout(leave, SHOWN) : element.remove());
  setTimeout(leave, level === "error" ? 2 * SHOWN : SHOWN);
}
document.addEventListener("toast", ({ detail }) => toast(detail));

// --- dialogs: data-dialog="address" opens it, data-close closes ----------------------------------

const dialog = $("#dialog");

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    open(opener.dataset.dialog);
  }
  const closer = event.target.closest("[data-close]");
  if (closer && dialog) {
    dialog.close();
    if (closer.dataset.then === "reload") location.reload();
  }
  if (event.target === dialog) dialog.close();
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.id !== "dialog-body") return;
  for (const form of $$("form", target)) {
    const target = placed();
    if (!form.hasAttribute("hx-target") && target) {
      form.setAttribute("hx-target", `#${target.id}`);
      form.setAttribute("hx-swap", "morph:outerHTML");
      form.setAttribute("hx-ext", "morph");
      htmx.process(form);
    }
  }
  if (!dialog.open) dialog.showModal();
  dialog.append($("#toasts")); // nothing outside an open dialog can be seen or heard
  ($("[aria-invalid=true]", target) ?? $("[autofocus], .c-fields :is(input, select, textarea):not([type=hidden])", target) ?? $("h2", target))?.focus();
});
dialog?.addEventListener("close", () => document.body.append($("#toasts")));

// What succeeded says so, and closes the dialog it came from. Noted beforehand: what asked may have
// been swapped away by then.
document.addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig } }) => {
  Object.assign(requestConfig, { done: elt.dataset.done, inDialog: Boolean(elt.closest("#dialog")) });
});
document.addEventListener("htmx:afterRequest", ({ detail: { xhr, requestConfig } }) => {
  const { elt, verb, done, inDialog } = requestConfig;
  // htmx calls 409 and 422 successful too, because their answers are shown.
  if (verb === "get" || xhr.status >= 400 || !done) return;
  if (inDialog) dialog.close();
  if (elt.matches("[data-composer]")) elt.reset();
  for (const menu of $$("[data-menu]:popover-open")) menu.hidePopover();
  requestConfig.done = ""; // told twice where what asked is gone
  toast({ text: done });
});

// --- menus: a popover below its button -------------------------------------------------------------

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("[data-menu]") || event.newState !== "open") return;
  const button = $(`[popovertarget="${menu.id}"]`);
  if (!button) return; // who opens it by hand puts it in place
  place(menu, button);
  $("a, button:not([aria-disabled])", menu)?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const items = $$("a, button", menu);
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
});

// --- the timeline's chips ----------------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  const chip = target.closest("[data-chip]");
  if (!chip) return;
  for (const other of $$("[data-chip]", chip.parentElement)) other.setAttribute("aria-pressed", other === chip);
  chip.closest(".c-timeline").dataset.only = chip.dataset.chip;
});

// The timeline stands open where there is room for it, until somebody closes it.
const PANEL = "wagtail:side-panel-open";
if ($("#record") && innerWidth >= 1280 && localStorage.getItem(PANEL) === null) {
  setTimeout(() => $("[data-side-panel-toggle=timeline][aria-expanded=false]")?.click(), 50);
}

// --- what goes on: counted from when this page, or this part of it, came -----------------------------

const began = new WeakMap(); // element → when it was drawn
setInterval(() => {
  for (const timer of $$("[data-running]")) {
    if (began.get(timer)?.from !== timer.dataset.running) {
      began.set(timer, { from: timer.dataset.running, at: performance.now() });
    }
    const passed = (performance.now() - began.get(timer).at) / 1000;
    const whole = Math.floor(Number(timer.dataset.running) + passed);
    const [minutes, seconds] = [Math.floor(whole / 60) % 60, whole % 60].map((n) => String(n).padStart(2, "0"));
    timer.textContent = `${Math.floor(whole / 3600)}:${minutes}:${seconds}`;
  }
}, 1000);

// --- lines: one more of them -----------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  const lines = target.closest("[data-add-line]")?.closest("[data-lines]");
  if (!lines) return;
  const total = $("[name$=-TOTAL_FORMS]", lines);
  const last = $$(".line", lines).at(-1);
  const line = last.cloneNode(true);
  for (const element of $$("[name], [id], [for]", line)) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/-\d+-/, `-${total.value}-`));
    }
    if (element.matches("input, select, textarea")) element.value = element.defaultValue ?? "";
  }
  last.after(line);
  total.value = Number(total.value) + 1;
  $("select, input", line)?.focus();
});

if ($("[data-live-topic]")) import(page.live);
document.addEventListener("htmx:load", () => $("[data-live-topic]") && import(page.live));
