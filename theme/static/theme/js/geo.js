// <x-geo latitude longitude>: its button fills two fields of the form from the device. <x-geo share>:
// while its switch is on, the position goes out on the <x-socket> around it.
const EVERY = 5000;

class Geo extends HTMLElement {
  connectedCallback() {
    const control = this.querySelector("button, input");
    if (this.hasAttribute("share")) {
      control.addEventListener("change", () => (control.checked ? this.follow() : this.stop()));
      if (control.checked) this.follow();
      this.again = () => this.share(); // what went out before the socket was open is lost
      this.socket = this.closest("x-socket");
      this.socket.addEventListener("socket:open", this.again);
    } else control.addEventListener("click", () => this.fill());
  }

  disconnectedCallback() {
    this.socket?.removeEventListener("socket:open", this.again);
    this.stop();
  }

  fill() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const axis of ["latitude", "longitude"]) {
          const field = this.closest("form").elements[this.getAttribute(axis) || axis];
          field.value = coords[axis].toFixed(6);
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }
        this.say("done");
      },
      () => this.say("denied"),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  }

  follow() {
    let sent = 0;
    this.watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        this.coords = coords;
        if (Date.now() - sent < EVERY) return;
        sent = Date.now();
        this.share();
        this.say("done");
      },
      () => this.say("denied"),
      { enableHighAccuracy: true, maximumAge: EVERY },
    );
  }

  share() {
    if (!this.coords) return;
    const { latitude, longitude, accuracy } = this.coords;
    const detail = { type: "location_update", latitude, longitude, accuracy };
    this.dispatchEvent(new CustomEvent("socket:send", { bubbles: true, detail }));
  }

  stop() {
    if (this.watch) navigator.geolocation.clearWatch(this.watch);
    this.watch = this.coords = null;
  }

  say(what) {
    this.querySelector("[role=status]").textContent = this.dataset[what] ?? "";
  }
}

customElements.define("x-geo", Geo);
