// <x-countdown deadline now total? ring? hold?>, or <x-countdown since now>: milliseconds of the
// server's clock. What the device's own clock says does not matter: the difference is taken once, when
// the server's answer came.
const SVG = "http://www.w3.org/2000/svg";
const ANNOUNCED = [30, 10];
let ahead = null; // server minus device, in milliseconds

function learn(serverNow) {
  const [page] = performance.getEntriesByType("navigation");
  const fresh = document.readyState !== "complete" && page?.responseStart;
  const passed = fresh ? performance.now() - page.responseStart : 0;
  ahead = serverNow + passed - Date.now();
}

function digits(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0"));
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${parts.join(":")}` : `${Number(parts[0])}:${parts[1]}`;
}

class Countdown extends HTMLElement {
  static observedAttributes = ["deadline"];

  connectedCallback() {
    if (ahead === null) learn(Number(this.getAttribute("now")));
    if (!this.shadowRoot) this.draw();
    this.start();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  attributeChangedCallback() {
    if (this.shadowRoot && this.isConnected) this.start();
  }

  draw() {
    const root = this.attachShadow({ mode: "open" });
    if (this.hasAttribute("ring")) {
      const ring = document.createElementNS(SVG, "svg");
      ring.setAttribute("viewBox", "0 0 100 100");
      ring.part.add("ring");
      this.arc = [circle("track"), circle("arc")].map((c) => ring.appendChild(c))[1];
      root.append(ring);
    }
    this.text = root.appendChild(document.createElement("span"));
    this.text.part.add("digits");
  }

  start() {
    clearInterval(this.timer);
    this.seen = null;
    this.total = Number(this.getAttribute("total")) || Math.max(this.left(), 1);
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  left() {
    return Math.max(0, Math.ceil((Number(this.getAttribute("deadline")) - Date.now() - ahead) / 1000));
  }

  tick() {
    const since = this.getAttribute("since");
    if (since) this.text.textContent = digits(Math.max(0, Math.floor((Date.now() + ahead - since) / 1000)));
    else this.run(this.left());
  }

  run(left) {
    this.text.textContent = digits(left);
    this.toggleAttribute("soon", left <= 60);
    this.arc?.setAttribute("stroke-dashoffset", Math.min(100, 100 - (100 * left) / this.total));
    const seen = this.seen;
    this.seen = left;
    if (left > 0) {
      const crossed = seen && ANNOUNCED.some((at) => left <= at && seen > at);
      if (crossed) this.announce(this.dataset.announce?.replace("%s", left));
      return;
    }
    clearInterval(this.timer);
    if (!seen) return; // over before anybody looked: nothing happens now
    this.announce(this.dataset.over);
    this.dispatchEvent(new CustomEvent("countdown:done", { bubbles: true }));
  }

  announce(text) {
    if (text) document.getElementById("announcer").textContent = text;
  }
}

function circle(part) {
  const element = document.createElementNS(SVG, "circle");
  for (const [name, value] of [["cx", 50], ["cy", 50], ["r", 45], ["pathLength", 100]]) {
    element.setAttribute(name, value);
  }
  if (part === "arc") element.setAttribute("stroke-dasharray", "100");
  element.part.add(part);
  return element;
}

customElements.define("x-countdown", Countdown);
