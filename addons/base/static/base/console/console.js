// Our behaviour in Wagtail's admin: requests, toasts, dialogs, menus, selection, rows that change.
import { $, $$, open, place } from "./parts.js";

const page = document.getElementById("console-script").dataset;
const config = JSON.parse(document.getElementById("wagtail-config").textContent);
const SHOWN = 5000;

// --- requests ----------------------------------------------------------------------------------

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers[config.CSRF_HEADER_NAME] = config.CSRF_TOKEN;
});
// What Wagtail swaps in, htmx has not seen yet.
document.addEventListener("w-swap:success", ({ target }) => htmx.process($("#listing-results") ?? target));

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (xhr.getResponseHeader("HX-Trigger")?.includes("toast")) return;
  const refused = [401, 403, 404].includes(xhr.status);
  toast({ text: refused ? page.refused : page.failed, level: "error" });
});
document.addEventListener("htmx:sendError", () => toast({ text: page.unreachable, level: "error" }));

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
    const place = $("#record") ?? $("#board");
    if (!form.hasAttribute("hx-target") && place) {
      form.setAttribute("hx-target", `#${place.id}`);
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
  $("button:not([aria-disabled])", menu)?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const items = $$("button", menu);
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

// --- selection: what is ticked, and all that matches ------------------------------------------------

const bulk = $("[data-bulk]");
let all = false;
let kept = []; // what was ticked last, to tick it again after the rows have been swapped

const ticked = () => $$("#selection [name=id]:checked");

function selection() {
  const query = new URLSearchParams(location.search);
  for (const name of ["p", "id", "all"]) query.delete(name);
  if (all) query.set("all", "1");
  else for (const key of kept) query.append("id", key);
  return query;
}

let asking = 0;

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
  const whole = $("[data-all]");
  if (whole) {
    whole.checked = count > 0 && count === $$("#selection [name=id]").length;
    whole.indeterminate = count > 0 && !whole.checked;
  }
  clearTimeout(asking);
  const options = $("#bulk-options");
  if (!count) return options.replaceChildren();
  asking = setTimeout(() => {
    htmx.ajax("GET", `${options.dataset.url}?${selection()}`, { target: options, swap: "innerHTML" });
  }, 250);
}

if (bulk) {
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-all]")) for (const box of $$("#selection [name=id]")) box.checked = target.checked;
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

// --- what changes: rows of the list, badges, and who else is here -------------------------------------

const list = $("[data-list]");
let fresh = 0;
let stale = new Set();
let fetching = 0;

document.addEventListener("live:message", ({ detail: message }) => {
  if (message.type === "presence") return viewers(message);
  if (message.type !== "event" && message.type !== "resync") return;
  badges();
  if (!list || message.topic !== list.dataset.liveTopic) return;
  if (message.record) changed(message.record.split(":")[1]);
  else for (const row of $$("#record-table tbody tr")) changed(row.id.slice(4));
});

function changed(key) {
  if (document.getElementById(`row-${key}`)) stale.add(key);
  else showFresh(++fresh);
  clearTimeout(fetching);
  fetching = setTimeout(refetch, 150);
}

function showFresh(count) {
  const pill = $("[data-fresh]");
  pill.hidden = false;
  pill.textContent = pill.dataset.text.replace("0", count);
}

async function refetch() {
  const keys = [...stale];
  stale = new Set();
  if (!keys.length) return;
  const query = new URLSearchParams(keys.map((key) => ["id", key]));
  const view = new URLSearchParams(location.search).get("view");
  if (view) query.set("view", view);
  const answer = await fetch(`${list.dataset.rows}?${query}`);
  if (!answer.ok) return;
  const rows = document.createElement("tbody");
  rows.innerHTML = await answer.text();
  for (const row of $$("tr", rows)) {
    const old = document.getElementById(row.id);
    if (!old || old.outerHTML === row.outerHTML) continue;
    $("[name=id]", row).checked = $("[name=id]", old).checked;
    row.classList.add("flash");
    old.replaceWith(row);
    htmx.process(row);
  }
}

$("[data-fresh]")?.addEventListener("click", () => location.reload());

let counting = 0;
function badges() {
  if (!$("[data-badge]")) return;
  clearTimeout(counting);
  counting = setTimeout(async () => {
    const answer = await fetch(page.badges);
    if (!answer.ok) return;
    for (const [name, count] of Object.entries(await answer.json())) {
      for (const link of $$(`[data-badge="${name}"]`)) link.dataset.count = count || "";
    }
  }, 500);
}

function viewers({ topic, people }) {
  const place = $("[data-viewers]");
  if (!place || place.dataset.viewers !== topic) return;
  const others = people.filter(({ id }) => String(id) !== place.dataset.self);
  place.hidden = !others.length;
  place.replaceChildren(...others.map(({ name, state }) => {
    const item = document.createElement("li");
    item.dataset.state = state;
    item.title = `${name} (${place.dataset[state] ?? state})`;
    item.textContent = name.split(" ").map((word) => word[0]).slice(0, 2).join("").toUpperCase();
    const words = document.createElement("span");
    words.className = "w-sr-only";
    words.textContent = item.title;
    item.append(words);
    return item;
  }));
}

const here = $("[data-viewers]");
if (here) {
  const say = () => {
    const writing = $("#dialog[open] form, [data-composer] textarea:focus");
    const detail = { type: "presence", topic: here.dataset.viewers, state: writing ? "editing" : "viewing" };
    document.dispatchEvent(new CustomEvent("live:send", { detail }));
  };
  document.addEventListener("live:message", ({ detail }) => {
    if (detail.type === "subscribed" && detail.topic === here.dataset.viewers) say();
  });
  setInterval(say, 15000);
  document.addEventListener("focusin", () => setTimeout(say, 100));
}

if ($("[data-live-topic]")) import(page.live);
document.addEventListener("htmx:load", () => $("[data-live-topic]") && import(page.live));
