// What changes while a page is open: rows of its list, counts in the sidebar, who else is here.
import { $, $$ } from "./parts.js";

const counts = document.getElementById("console-script").dataset.badges;
const list = $("[data-list]");
const fresh = new Set(); // records that are new since the list was drawn
let stale = new Set();
let fetching = 0;
const AGAIN = 3000; // after this time, where the server could not be reached
const isAway = (answer) => !answer || answer.status >= 500;

document.addEventListener("live:message", ({ detail: message }) => {
  if (message.type === "presence") return viewers(message);
  if (message.type !== "event" && message.type !== "resync") return;
  badges();
  if (!list || message.topic !== list.dataset.liveTopic) return;
  const { record, sequence } = message;
  if (!record) for (const row of $$("#selection tbody tr")) changed(row.id.slice(4));
  else changed(record.slice(record.indexOf(":") + 1), sequence === 1);
});

function changed(key, isNew = false) {
  if (document.getElementById(`row-${key}`)) stale.add(key);
  else if (isNew) showFresh(fresh.add(key).size);
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
  const answer = await fetch(`${list.dataset.rows}?${query}`).catch(() => null);
  if (isAway(answer)) {
    for (const key of keys) stale.add(key);
    clearTimeout(fetching);
    fetching = setTimeout(refetch, AGAIN);
  }
  if (!answer?.ok) return;
  const rows = document.createElement("tbody");
  rows.innerHTML = await answer.text();
  for (const row of $$("tr", rows)) {
    const old = document.getElementById(row.id);
    if (!old || old.innerHTML === row.innerHTML) continue;
    $("[name=id]", row).checked = $("[name=id]", old).checked;
    // The row itself stays: somebody may be pressing its link, or have come to it by the keyboard.
    Idiomorph.morph(old, row);
    void old.offsetWidth; // without the class for a moment, so that it flashes each time
    old.classList.add("flash");
    htmx.process(old);
  }
}

$("[data-fresh]")?.addEventListener("click", () => location.reload());

let counting = 0;
function badges(wait = 500) {
  if (!$("[data-badge]")) return;
  clearTimeout(counting);
  counting = setTimeout(async () => {
    const answer = await fetch(counts).catch(() => null);
    if (isAway(answer)) badges(AGAIN);
    if (!answer?.ok) return;
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
