// The portal's page: messages, dialogs, busy buttons, and the parts that load when a page has them.
const files = document.getElementById("portal-script").dataset;
const toasts = document.getElementById("toasts");
const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
const SHOWN = 5000;

// --- messages: document event `toast` {text, level}, from anywhere and from HX-Trigger ---------

function toast({ text, value, level = "info" }) {
  const element = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  element.dataset.level = level;
  element.firstElementChild.textContent = text ?? value;
  toasts.append(element);
  settle(element);
}

function settle(element) {
  if (element.dataset.level === "error") return;
  const leave = () => (element.matches(":hover, :focus-within") ? wait() : element.remove());
  const wait = () => setTimeout(leave, SHOWN);
  wait();
}

function adopt(list) {
  toasts.append(...list);
  for (const element of list) settle(element);
}

document.addEventListener("toast", ({ detail }) => toast(detail));
toasts.addEventListener("click", (event) => event.target.closest("button")?.parentElement.remove());
for (const element of toasts.children) settle(element);

// --- requests: the token, and a word when one fails ----------------------------------------------

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = token();
});

// Parts that change by themselves ask again by themselves.
const isLive = (part) => part.matches("[data-live-topic]");

document.addEventListener("htmx:responseError", ({ detail: { xhr, elt } }) => {
  if (xhr.getResponseHeader("HX-Trigger")?.includes("toast")) return;
  if (xhr.status >= 500 && isLive(elt)) return;
  const refused = [401, 403, 404, 409, 410].includes(xhr.status);
  const text = xhr.status === 429 ? "busy" : refused ? "refused" : "failed";
  toast({ text: toasts.dataset[text], level: "error" });
});

document.addEventListener("htmx:sendError", ({ detail: { elt } }) => {
  if (!isLive(elt)) toast({ text: toasts.dataset.unreachable, level: "error" });
});

// A redirect after a POST answers with a whole page: show it in place, as if it had been opened.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.verb === "get" || !xhr.responseURL) return;
  const asked = new URL(requestConfig.path, location.href).href;
  if (xhr.responseURL === asked) return;
  event.preventDefault();
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const main = page.getElementById("main");
  if (!main) return location.assign(xhr.responseURL);
  dialog.close();
  document.title = page.title;
  dress(page);
  const here = document.getElementById("main");
  requestConfig.elt.reset?.(); // what was typed there has been sent
  if (xhr.responseURL !== location.href) {
    here.querySelectorAll("form").forEach((form) => form.reset());
    history.pushState(null, "", xhr.responseURL);
    addEventListener("popstate", () => location.reload(), { once: true });
  }
  Idiomorph.morph(here, main);
  htmx.process(here);
  adopt([...page.querySelectorAll("#toasts > .toast")]);
  here.querySelectorAll(".log").forEach(toEnd);
  htmx.trigger(here, "htmx:afterSettle"); // its parts load, and its live parts are subscribed to
});

/** Pages differ in their look, and bring styles and scripts of their own. */
function dress(page) {
  document.body.className = page.body.className;
  for (const sheet of page.head.querySelectorAll("link[rel=stylesheet]")) {
    if (!document.head.querySelector(`link[href="${sheet.getAttribute("href")}"]`)) document.head.append(sheet);
  }
  for (const script of page.head.querySelectorAll("script[type=module]")) import(script.src);
}

// --- dialogs: `<a href data-dialog>` opens its page as a sheet -----------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  body.replaceChildren(document.getElementById("dialog-wait").content.cloneNode(true));
  dialog.showModal();
  dialog.append(toasts); // nothing outside an open dialog can be seen or heard
  // Asked by the sheet itself: what surrounds the link (an hx-select, a live part) is not its business.
  htmx.ajax("GET", link.href, { source: body, target: body, swap: "innerHTML" });
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target !== body) return;
  (body.querySelector("[aria-invalid=true]") ?? body.querySelector("[autofocus], h2"))?.focus();
});

document.addEventListener("htmx:responseError", ({ detail: { target } }) => {
  if (target === body && body.querySelector(".bone")) dialog.close();
});

dialog.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close]");
  if (closer) event.preventDefault();
  if (closer || event.target === dialog) dialog.close();
});
dialog.addEventListener("close", () => document.body.append(toasts));
document.addEventListener("dialog:close", () => dialog.close());

// --- forms: feedback at once, and once only -------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
// Back in the browser's history shows the page as it was left.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".btn[aria-busy]")) button.removeAttribute("aria-busy");
});
document.addEventListener("htmx:beforeRequest", ({ target }) => mark(target, true));
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  mark(target, false);
  if (detail.successful && detail.xhr.status < 400 && target.matches?.("form[data-reset]")) target.reset();
});

function mark(form, busy) {
  if (!form.matches?.("form")) return;
  for (const button of form.querySelectorAll("[type=submit]")) {
    if (busy) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

// --- talk: the end stays in view for who reads there, and nothing moves for who reads further up ----

const isAtEnd = (log) => log.scrollHeight - log.clientHeight - log.scrollTop < 40;
const toEnd = (log) => log.scrollTo({ top: log.scrollHeight });

document.addEventListener("htmx:beforeSwap", ({ detail: { target, requestConfig } }) => {
  if (target.matches(".log")) target.follows = requestConfig.verb === "post" || isAtEnd(target);
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.follows) toEnd(target);
});
for (const log of document.querySelectorAll(".log")) toEnd(log);

// --- files that go with a message: each with its name and a way back; choosing again adds to them --

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-chosen]")) choose(target, [...(target.chosen ?? []), ...target.files]);
});
document.addEventListener("reset", ({ target }) => {
  for (const input of target.querySelectorAll("[data-chosen]")) choose(input, []);
});

function choose(input, chosen) {
  const list = document.getElementById(input.dataset.chosen);
  const item = document.getElementById(`${list.id}-item`).content.firstElementChild;
  const carrier = new DataTransfer();
  for (const file of chosen) carrier.items.add(file);
  input.files = carrier.files;
  input.chosen = chosen;
  list.replaceChildren(
    ...chosen.map((file) => {
      const element = item.cloneNode(true);
      const button = element.querySelector("button");
      element.querySelector("span").textContent = file.name;
      button.ariaLabel += ` ${file.name}`;
      button.onclick = () => {
        choose(input, input.chosen.filter((other) => other !== file));
        input.focus();
      };
      return element;
    }),
  );
}

// --- parts that load only where a page has them --------------------------------------------------

const PARTS = [
  ["x-countdown", files.countdown],
  ["[data-live-topic], [data-signed-in], x-socket", files.live],
  ["x-geo", files.geo],
  ["x-map", files.map],
];

function load(root) {
  for (const [selector, file] of PARTS) {
    if (root.matches?.(selector) || root.querySelector(selector)) import(file);
  }
}

// What somebody is writing in stays as it is when its part is drawn again. (Idiomorph's own
// ignoreActiveValue also leaves a pressed link its old words, and gives it the new address.)
const isWrittenIn = (node, drawn) =>
  node === document.activeElement && node.matches("input, textarea, select") && node.name === drawn.name;
// What the server sends does not know what was typed or switched here since.
const isTyped = (node) => node.matches("input, textarea") && node.value !== node.defaultValue;
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
  !(name === "value" && isTyped(node)) && !(name === "checked" && node.matches("x-geo input"));
// Nor which files go with a message: what writes it stays while the page around it is drawn again.
Idiomorph.defaults.callbacks.beforeNodeMorphed = (node, drawn) =>
  !isWrittenIn(node, drawn) && !(node.matches?.("form.composer") && node.action === drawn.action);
load(document.documentElement);
document.addEventListener("htmx:afterSettle", ({ target }) => load(target));
if (files.worker) navigator.serviceWorker?.register(files.worker);
