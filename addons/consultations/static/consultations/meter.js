// <x-meter>: time and cost between two reports of the server, reckoned as the server does.
// <x-ring>: a sound when somebody asks, after the switch in it was turned on.
const SECOND = 1000;
// The server reports every few seconds; after so long without it, it does not hear us either, and counts no more.
const SILENCE = 30 * SECOND;

class Meter extends HTMLElement {
  static observedAttributes = ["data-elapsed"];

  connectedCallback() {
    this.read();
    this.timer = setInterval(() => this.draw(), SECOND / 2);
    this.socket = this.closest("x-socket");
    this.hear = ({ detail }) => this.report(detail);
    this.socket?.addEventListener("socket:billing_update", this.hear);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.socket?.removeEventListener("socket:billing_update", this.hear);
  }

  attributeChangedCallback() {
    if (this.timer) this.read();
  }

  read() {
    const { elapsed, remaining, balance, paused } = this.dataset;
    this.set(Number(elapsed), Number(remaining), Number(balance), Boolean(paused));
  }

  report({ elapsed_s, remaining_s, balance, cost, paused }) {
    const less = balance ? Number(balance.amount) : this.balance;
    this.set(elapsed_s, remaining_s, less, Boolean(paused), cost && Number(cost.amount));
    this.draw();
  }

  set(elapsed, remaining, balance, paused, cost) {
    Object.assign(this, { elapsed, remaining, balance, paused, at: performance.now() });
    this.costThen = cost ?? this.cost(elapsed);
  }

  /** As charging.py: started increments after the free part, rounded once, half up. */
  cost(elapsed) {
    const { perMinute, increment, free, short, decimals } = this.dataset;
    if (elapsed < Number(short)) return 0;
    const each = Number(increment);
    const count = Math.ceil(Math.max(elapsed - Number(free), 0) / each);
    const [whole, part = ""] = perMinute.split(".");
    const price = Number(whole + part.padEnd(4, "0").slice(0, 4)); // ten thousandths
    const unit = 10 ** (4 - Number(decimals)) * 60;
    return Math.floor((2 * count * each * price + unit) / (2 * unit)) / 10 ** Number(decimals);
  }

  draw() {
    const since = performance.now() - this.at;
    const isPaused = this.paused || since >= SILENCE;
    const passed = isPaused ? 0 : Math.floor(since / SECOND);
    const ahead = Math.min(passed, this.remaining); // what is not paid for is not shown as talked
    const elapsed = this.elapsed + ahead;
    const left = this.remaining - ahead;
    const cost = Math.max(this.cost(elapsed), this.costThen);
    this.write("time", `${Math.floor(elapsed / 60)}:${String(elapsed % 60).padStart(2, "0")}`);
    const isConsultant = this.dataset.side === "provider";
    this.write("money", money(isConsultant ? cost * this.dataset.share : cost, this.dataset.currency), "big");
    this.write("balance", money(this.balance - (cost - this.costThen), this.dataset.currency));
    const minutes = Math.floor(left / 60);
    const { left: many, leftOne: one, leftNone: none } = this.dataset;
    this.write("left", minutes > 1 ? many.replace("%s", minutes) : minutes ? one : none);
    const bar = this.part_("bar");
    bar.value = Math.round((100 * left) / Math.max(left + elapsed, 1));
    bar.classList.toggle("low", left <= 120);
    this.part_("low").hidden = left > 120;
    this.part_("paused").hidden = !isPaused;
  }

  part_(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  write(name, text) {
    const place = this.part_(name);
    const inner = place?.querySelector(".money") ?? place;
    if (inner && inner.textContent !== text) inner.textContent = text;
  }
}

const language = document.documentElement.lang;

function money(amount, currency) {
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
}

// --- who asks -----------------------------------------------------------------------------------

const KEPT = "consultations:ring";
let audio = null;

class Ring extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.input.checked = localStorage.getItem(KEPT) === "on";
    this.input.onchange = () => {
      localStorage.setItem(KEPT, this.input.checked ? "on" : "off");
      if (this.input.checked) ring();
    };
    this.timer = setInterval(() => document.querySelector("[data-ring]") && ring(), 4 * SECOND);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }
}

/** Two short tones; nothing where the browser wants a click first. */
function ring() {
  if (localStorage.getItem(KEPT) !== "on") return;
  audio ??= new AudioContext();
  audio.resume().then(() => {
    for (const [at, hertz] of [[0, 660], [0.25, 880]]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.15, audio.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.22);
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.24);
    }
  });
}

customElements.define("x-meter", Meter);
customElements.define("x-ring", Ring);
