// What changes while the page is open. /ws/live/ only says that something changed: the element with
// that topic gets the event `live`, and its own hx-get fetches what this reader may see.
const QUIET = 1500; // a gap this short is not worth a word
const POLL = 15000; // without a socket the parts ask by themselves
const GATHER = 50; // one reload for a burst of events
const SIGNED_OUT = 4401;
const FINAL = [1000, SIGNED_OUT, 4403, 4404]; // closed on purpose: nothing to come back to
const bar = document.getElementById("connection");

/** A socket that comes back: soon, then less soon, never all readers at the same moment. */
class Link {
  constructor(path, { opened = () => {}, heard, closed = () => {} }) {
    Object.assign(this, { path, opened, heard, closed, tries: 0 });
    this.connect();
    this.wake = () => this.connect(); // a socket may look open that died with the network
    addEventListener("online", this.wake);
  }

  connect() {
    clearTimeout(this.timer);
    hangUp(this.socket);
    const socket = (this.socket = new WebSocket(location.origin.replace("http", "ws") + this.path));
    socket.onopen = () => {
      this.tries = 0;
      this.since = performance.now();
      this.opened();
    };
    socket.onmessage = ({ data }) => this.heard(JSON.parse(data));
    socket.onclose = ({ code }) => {
      if (socket !== this.socket || this.ended) return;
      // Who was signed out elsewhere sees it; who never was signed in is not sent in circles.
      if (code === SIGNED_OUT && performance.now() - this.since > 3000) return location.reload();
      this.closed(code);
      if (FINAL.includes(code)) return this.end();
      this.timer = setTimeout(() => this.connect(), wait(this.tries++));
    };
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    hangUp(this.socket);
  }
}

/** Closing a socket that is not open yet would stand as an error in the browser's log. */
function hangUp(socket) {
  if (socket?.readyState !== WebSocket.CONNECTING) return socket?.close();
  socket.onmessage = null;
  socket.onopen = () => socket.close();
}

const wait = (tries) => 200 + Math.random() * Math.min(2500, 400 * 2 ** tries);

// --- topics ------------------------------------------------------------------------------------

const seen = new Map(); // topic → the last sequence shown here; null where the page named none
let live = null;
let wasOpen = false;
let poll = 0;
let notice = 0;

const watching = (topic) =>
  document.querySelectorAll(topic ? `[data-live-topic="${CSS.escape(topic)}"]` : "[data-live-topic]");

/** What the page shows now; topics that came and went since the last look are told. */
function look() {
  const shown = new Map();
  for (const { dataset } of watching()) {
    const { liveTopic: name, liveAfter } = dataset;
    const known = [shown.get(name), seen.get(name), liveAfter && Number(liveAfter)];
    shown.set(name, known.reduce((last, at) => (at > (last ?? -1) ? at : last), null));
  }
  const come = [...shown.keys()].filter((name) => !seen.has(name));
  const gone = [...seen.keys()].filter((name) => !shown.has(name));
  for (const name of gone) seen.delete(name);
  for (const [name, at] of shown) seen.set(name, at);
  return { come, gone };
}

function ask(type, names) {
  if (!names.length) return;
  // After a gap every topic says where it stands, so that the server can tell what was missed.
  const at = (name) => seen.get(name) ?? (wasOpen && type === "subscribe" ? 0 : null);
  const topics = names.map((name) => (at(name) === null ? { name } : { name, after: at(name) }));
  live.send({ type, topics });
}

function opened() {
  clearInterval(poll);
  tell(null);
  look();
  ask("subscribe", [...seen.keys()]);
  wasOpen = true;
}

/** Every message is a document event too, for pages that make more of it than fetching again. */
function heard(message) {
  document.dispatchEvent(new CustomEvent("live:message", { detail: message }));
  hear(message);
}

function hear({ type, topic, sequence, record, ...rest }) {
  if (type !== "event" && type !== "resync") return;
  const isOfTopic = sequence && !record; // a list's events carry the sequence of one of its records
  if (type === "event" && isOfTopic && sequence <= seen.get(topic)) return;
  if (isOfTopic) seen.set(topic, sequence);
  for (const element of watching(topic)) reload(element, { topic, sequence, record, ...rest });
}

function reload(element, message) {
  clearTimeout(element.gathering);
  element.gathering = setTimeout(() => htmx.trigger(element, "live", message), GATHER);
}

// What was heard is not known before it was fetched: a part that could not be asks again.
document.addEventListener("htmx:afterRequest", ({ target, detail: { xhr, requestConfig } }) => {
  if (requestConfig.verb !== "get" || !target.matches?.("[data-live-topic]")) return;
  target.failures = xhr.status && xhr.status < 500 ? 0 : (target.failures ?? 0) + 1;
  if (target.failures) again(target);
});

// An answer that was drawn before what stands here by now would take it back for good: what came in
// between has been heard.
document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (detail.requestConfig.verb !== "get" || !target.matches?.("[data-live-topic]")) return;
  const { liveTopic, liveAfter } = target.dataset;
  if (drawnAt(detail.xhr.responseText, liveTopic) < Number(liveAfter)) detail.shouldSwap = false;
});

function drawnAt(html, topic) {
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  const part = drawn.content.querySelector(`[data-live-topic="${CSS.escape(topic)}"]`);
  return Number(part?.dataset.liveAfter);
}

function again(element) {
  clearTimeout(element.gathering);
  const ask = () => (navigator.onLine ? htmx.trigger(element, "live", {}) : again(element));
  element.gathering = setTimeout(ask, wait(element.failures));
}

function lost(code) {
  clearInterval(poll);
  if (FINAL.includes(code)) return;
  poll = setInterval(() => navigator.onLine && watching().forEach((e) => reload(e, {})), POLL);
  notice ||= setTimeout(() => tell(navigator.onLine ? "lost" : "offline"), QUIET);
}

function tell(what) {
  clearTimeout(notice);
  notice = 0;
  bar.hidden = !what;
  bar.textContent = what ? bar.dataset[what] : "";
}

function watch() {
  if (!live) {
    if (watching().length) live = new Link("/ws/live/", { opened, heard, closed: lost });
    return;
  }
  const { come, gone } = look();
  ask("unsubscribe", gone);
  ask("subscribe", come);
}

document.addEventListener("live:send", ({ detail }) => live?.send(detail));
document.addEventListener("htmx:afterSettle", watch);
addEventListener("offline", () => tell("offline"));
addEventListener("online", () => live || tell(null));
addEventListener("pageshow", ({ persisted }) => persisted && live?.connect());
if (!navigator.onLine) tell("offline");
watch();

// --- what is meant for this person -----------------------------------------------------------------

function notified(message) {
  if (message.type === "notification") {
    for (const count of document.querySelectorAll("[data-unread]")) {
      count.textContent = message.unread ?? Number(count.textContent) + 1;
      count.hidden = Number(count.textContent) === 0;
    }
  }
  if (message.type === "error") return;
  const text = message.message ?? message.title;
  if (text) document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  htmx.trigger(document.body, message.type, message);
}

// Nobody keeps what was said before: lists that live by it look again, each time it can be heard.
const listening = () => htmx.trigger(document.body, "listening");
if (document.querySelector("[data-signed-in]")) {
  new Link("/ws/notifications/", { heard: notified, opened: listening });
}

// --- <x-socket src heartbeat?>: a page's own socket. A message becomes the event `socket:<type>` on
// it, as does `socket:open`; the event `socket:send` {…} goes out; data-field shows a field of the last message. ------------

class Socket extends HTMLElement {
  connectedCallback() {
    this.link = new Link(this.getAttribute("src"), {
      opened: () => htmx.trigger(this, "socket:open"),
      heard: (message) => this.hear(message),
    });
    const every = Number(this.getAttribute("heartbeat")) * 1000;
    if (every) this.beat = setInterval(() => this.link.send({ type: "heartbeat" }), every);
    this.addEventListener("socket:send", this.pass);
  }

  disconnectedCallback() {
    clearInterval(this.beat);
    this.removeEventListener("socket:send", this.pass);
    this.link.end();
  }

  pass({ detail }) {
    const { elt, ...message } = detail;
    this.link.send(message);
  }

  hear(message) {
    for (const element of this.querySelectorAll("[data-field]")) {
      const value = message[element.dataset.field];
      if (value !== undefined) element.textContent = shown(value, element.dataset.as);
    }
    htmx.trigger(this, `socket:${message.type}`, message);
  }
}

const language = document.documentElement.lang;

function shown(value, as) {
  if (as === "money") {
    const { amount, currency } = value;
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
  }
  if (as === "minutes") return new Intl.NumberFormat(language).format(Math.floor(value / 60));
  if (as === "distance") {
    const far = value >= 1000;
    const unit = far ? "kilometer" : "meter";
    const number = { style: "unit", unit, maximumFractionDigits: far ? 1 : 0 };
    return new Intl.NumberFormat(language, number).format(far ? value / 1000 : value);
  }
  return String(value);
}

customElements.define("x-socket", Socket);
