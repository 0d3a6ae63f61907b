// What is written at the desk: drafts that are kept, sending that is not lost, taking back.
import { $, $$ } from "../base/console/parts.js";

const EVERY = 2000;
const desk = $("#desk");
const config = JSON.parse(document.getElementById("wagtail-config").textContent);
const composer = () => $("#desk-composer");
const box = () => $("#desk-text");

// --- drafts: on the server, every two seconds while somebody writes -----------------------------------

let timer = 0;
let dirty = false;

document.addEventListener("input", ({ target }) => {
  if (target.id !== "desk-text") return;
  // What stood in the thread when the writing began has been read.
  if (!target.dataset.begun && target.value) {
    target.dataset.begun = "1";
    const last = $$("#desk-log .c-message").at(-1)?.id.replace("desk-message-", "");
    if (last) composer().elements.seen.value = last;
  }
  if (!target.value) delete target.dataset.begun;
  dirty = true;
  timer ||= setTimeout(save, EVERY);
});
document.addEventListener("change", ({ target }) => {
  if (target.name !== "kind" || !composer()?.contains(target)) return;
  dress();
  dirty = dirty || Boolean(box().value);
  if (dirty) timer ||= setTimeout(save, EVERY);
});

async function save() {
  clearTimeout(timer);
  timer = 0;
  const form = composer();
  if (!form || !dirty) return;
  dirty = false;
  const headers = { [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN };
  const saved = $("#desk-saved");
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", headers, body: new FormData(form), keepalive: true });
    if (!answer.ok) throw new Error(String(answer.status));
    saved.textContent = desk.dataset.saved;
  } catch {
    if (form !== composer()) return;
    saved.textContent = desk.dataset.unsaved;
    dirty = true;
    timer ||= setTimeout(save, EVERY);
  }
}

/** What is not kept yet, at once: the page or the ticket is left. */
export const flush = () => save();
addEventListener("pagehide", flush);

// --- reply or note ------------------------------------------------------------------------------------

function dress() {
  const kind = $("[name=kind]:checked", composer())?.value ?? "reply";
  composer().dataset.kind = kind;
  box().placeholder = box().dataset[kind];
}

export function focusOn(kind) {
  const choice = $(`[name=kind][value=${kind}]`, composer() ?? document.createElement("p"));
  if (!choice) return;
  if (!choice.checked) {
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
  box().focus();
}

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.id === "desk-thread" && composer()) {
    clearTimeout(timer);
    [timer, dirty] = [0, false];
    if (box().value) box().dataset.begun = "1";
    dress();
  }
  if (target.id === "desk-warning") target.focus();
});
if (composer()) {
  if (box().value) box().dataset.begun = "1";
  dress();
}

document.addEventListener("click", ({ target }) => {
  const insert = target.closest("[data-insert]");
  if (insert) {
    $("#dialog").close();
    const { selectionStart: from, selectionEnd: to } = box();
    box().setRangeText(insert.dataset.insert, from, to, "end");
    box().dispatchEvent(new Event("input", { bubbles: true }));
    box().focus();
  }
  const decided = target.closest("[data-anyway], [data-write-on]");
  if (!decided) return;
  const { seen, seenHeld } = decided.closest("[data-seen]").dataset;
  const fields = composer().elements;
  fields.seen.value = Math.max(Number(fields.seen.value), Number(seen));
  fields.seen_held.value = Math.max(Number(fields.seen_held.value), Number(seenHeld));
  if (decided.matches("[data-write-on]")) {
    $("#desk-warning").replaceChildren();
    box().focus();
  }
});

// A prepared reply is found by what stands in it.
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-find]")) return;
  const wanted = target.value.trim().toLowerCase();
  for (const item of $$(".d-replies li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
});

// --- sending ---------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "desk-text" || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  composer().requestSubmit();
});

// No draft overtakes what is being sent.
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt !== composer()) return;
  clearTimeout(timer);
  timer = 0;
});

/** The text stays; the same key goes with it again, so that nothing is sent twice. */
function unsent({ detail: { elt, xhr } }) {
  if (elt !== composer() || (xhr?.status > 0 && xhr.status < 500)) return;
  const notice = document.createElement("div");
  notice.className = "c-notice";
  const text = document.createElement("p");
  text.textContent = desk.dataset.unsent;
  const retry = document.createElement("button");
  Object.assign(retry, { type: "submit", className: "button button-small", textContent: desk.dataset.retry });
  notice.append(text, retry);
  $("#desk-warning").replaceChildren(notice);
  $("#desk-warning").focus();
  dirty = true;
  timer ||= setTimeout(save, EVERY);
}
// The same file may be chosen again, after it was taken away or did not arrive.
document.addEventListener("htmx:afterRequest", ({ detail: { elt, failed, xhr } }) => {
  if (elt.id !== "desk-upload") return;
  elt.reset();
  if (failed && xhr.status === 0) $("#desk-saved").textContent = desk.dataset.unsaved;
});
document.addEventListener("htmx:sendError", unsent);
document.addEventListener("htmx:responseError", unsent);

document.addEventListener("desk:sent", ({ detail }) => {
  if (String(detail.ticket) !== $("#desk-open")?.dataset.key) return;
  [dirty] = [false];
  box().value = "";
  delete box().dataset.begun;
  $("#desk-warning").replaceChildren();
  $("#desk-files").replaceChildren();
  $("#desk-saved").textContent = "";
  const random = crypto.getRandomValues(new Uint32Array(4));
  composer().elements.key.value = [...random].map((part) => part.toString(16)).join("-");
});

// --- on its way: counted down, and looked at again when it should be gone ---------------------------------

const look = () => htmx.ajax("GET", desk.dataset.held, { source: "#desk", target: "#desk-held", swap: "outerHTML" });
document.addEventListener("desk:held", look);

setInterval(() => {
  const lines = $$("#desk-held [data-seconds]");
  for (const line of lines) {
    const left = Number(line.dataset.seconds) - 1;
    line.dataset.seconds = left;
    $("[data-left]", line).textContent = Math.max(left, 0);
  }
  if (navigator.onLine && lines.some(({ dataset: { seconds } }) => seconds < 0 && seconds % 2 === 0)) look();
}, 1000);
