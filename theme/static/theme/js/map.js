// <x-map points radius? data-leaflet>: pins on a plain ground with a grid and a scale. It asks nobody
// for pictures, so it works without a network; the list inside it says the same in words. Leaflet
// weighs more than all the rest: it comes when it is asked for.
const STYLE = `
.ground { position: relative; block-size: 100%; overflow: hidden; outline-offset: -3px;
  background: var(--sunken); font: 600 var(--text-xs) / 1.2 var(--font); touch-action: none; z-index: 0; }
.ground:focus-visible, a:focus-visible { outline: 3px solid var(--focus); }
.leaflet-pane, .leaflet-tile, .leaflet-marker-icon, .leaflet-zoom-box, .leaflet-layer,
.leaflet-pane > svg, .leaflet-tile-container { position: absolute; inset: 0 auto auto 0; }
.leaflet-pane { z-index: 400; } .leaflet-tile-pane { z-index: 200; } .leaflet-marker-pane { z-index: 600; }
.leaflet-tile { visibility: hidden; border: 1px solid var(--line); border-width: 0 0 1px 1px; box-sizing: border-box; }
.leaflet-tile-loaded { visibility: inherit; }
.leaflet-zoom-animated { transform-origin: 0 0; } .leaflet-zoom-anim .leaflet-zoom-animated { transition: transform .2s; }
.leaflet-interactive { cursor: pointer; } .leaflet-grab { cursor: grab; }
.leaflet-marker-icon { display: grid; place-items: center; }
.leaflet-control { position: relative; z-index: 800; float: inline-start; clear: both; margin: var(--s2); }
.leaflet-top, .leaflet-bottom { position: absolute; z-index: 1000; pointer-events: none; }
.leaflet-control { pointer-events: auto; }
.leaflet-top { inset-block-start: 0; } .leaflet-bottom { inset-block-end: 0; }
.leaflet-left { inset-inline-start: 0; } .leaflet-right { inset-inline-end: 0; }
.leaflet-control-zoom a { display: grid; place-items: center; inline-size: var(--tap); block-size: var(--tap);
  background: var(--surface); color: var(--ink); border: 1px solid var(--line); font-size: 1.25rem; text-decoration: none; }
.leaflet-control-zoom a:first-child { border-radius: var(--r-s) var(--r-s) 0 0; }
.leaflet-control-zoom a:last-child { border-radius: 0 0 var(--r-s) var(--r-s); border-block-start: 0; }
.leaflet-disabled { color: var(--line-strong) !important; }
.leaflet-control-scale-line { padding: 0 var(--s1); border: 2px solid var(--muted); border-block-start: 0; color: var(--muted); }
.pin { display: grid; place-items: center; inline-size: 2.5rem; block-size: 2.5rem; border: 3px solid var(--surface);
  border-radius: 50%; border-end-start-radius: var(--r-tail); background: var(--brand); color: var(--on-brand); font-weight: 700; }
.pin.place { background: var(--accent); color: var(--on-accent); rotate: -45deg; } .pin.place > * { rotate: 45deg; }
.radius { fill: var(--brand); fill-opacity: .1; stroke: var(--brand); stroke-dasharray: 6 6; }
@media (prefers-reduced-motion: reduce) { .leaflet-zoom-animated { transition: none !important; } }
`;

class PlainMap extends HTMLElement {
  static observedAttributes = ["points", "radius"];

  connectedCallback() {
    if (this.shadowRoot) return;
    // The button has no place once the map is drawn: it is the slot that is missing then.
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[slot=ask] button");
      if (button) this.open(button);
    });
  }

  attributeChangedCallback() {
    if (!this.map) return;
    const known = this.points.length;
    this.draw();
    if (this.points.length !== known) this.fit(); // somebody came into view
  }

  async open(button) {
    if (button.ariaBusy) return;
    button.ariaBusy = "true";
    try {
      await import(this.dataset.leaflet);
    } catch {
      const text = document.getElementById("toasts").dataset.unreachable;
      document.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "error" } }));
      return;
    } finally {
      button.ariaBusy = null;
    }
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const ground = root.appendChild(document.createElement("div"));
    ground.className = "ground";
    ground.dir = "ltr"; // Leaflet counts from the left
    root.append(document.createElement("slot"));
    this.map = L.map(ground, { attributionControl: false, scrollWheelZoom: false, maxZoom: 18, minZoom: 3 });
    L.control.scale({ imperial: false }).addTo(this.map);
    const grid = L.gridLayer({ tileSize: 64, updateWhenZooming: false });
    grid.createTile = () => document.createElement("div");
    grid.addTo(this.map);
    this.layer = L.layerGroup().addTo(this.map);
    this.draw();
    this.fit();
    new ResizeObserver(() => this.map.invalidateSize()).observe(ground);
    ground.focus();
  }

  draw() {
    this.layer.clearLayers();
    this.points = JSON.parse(this.getAttribute("points") || "[]");
    for (const point of this.points) this.pin(point);
    const radius = Number(this.getAttribute("radius")) * 1000;
    const [centre] = this.points;
    if (radius && centre) {
      this.circle = L.circle([centre.latitude, centre.longitude], { radius, className: "radius", interactive: false });
      this.circle.addTo(this.layer);
    }
  }

  pin({ latitude, longitude, label, kind = "person", mark }) {
    const html = document.createElement("span");
    html.className = `pin ${kind}`;
    html.append(document.createElement("span"));
    html.firstChild.textContent = mark ?? label.slice(0, 1);
    const icon = L.divIcon({ html, className: "", iconSize: [40, 40], iconAnchor: [20, kind === "place" ? 44 : 20] });
    L.marker([latitude, longitude], { icon, title: label, alt: label, keyboard: false }).addTo(this.layer);
  }

  fit() {
    const places = this.points.map((point) => [point.latitude, point.longitude]);
    if (this.circle) this.map.fitBounds(this.circle.getBounds(), { padding: [16, 16] });
    else if (places.length > 1) this.map.fitBounds(places, { padding: [48, 48], maxZoom: 16 });
    else if (places.length) this.map.setView(places[0], 15);
    else this.map.setView([0, 0], 3);
  }
}

customElements.define("x-map", PlainMap);
