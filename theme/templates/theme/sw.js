// Keeps the shell and the pages last seen. Answers to anything but a plain GET never pass through here.
const VERSION = "{{ version }}";
const SHELL = `shell-${VERSION}`;
const PAGES = "pages";
const OFFLINE = "{% url 'offline' %}";
const FILES = [{% for file in files %}"{{ file }}", {% endfor %}OFFLINE];
const NEVER = ["/admin/", "/api/", "/accounts/", "/ws/", "/media/", "/documents/"];
const KEPT_PAGES = 20;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name !== SHELL && name !== PAGES;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (pathname.startsWith("/accounts/")) return event.waitUntil(caches.delete(PAGES)); // who reads may change
  if (request.method !== "GET" || NEVER.some((start) => pathname.startsWith(start))) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(shell(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    const secret = answer.headers.get("Cache-Control")?.includes("no-store");
    if (answer.ok && !answer.redirected && !secret) await keep(request, answer.clone());
    return answer;
  } catch {
    // No network: the page as it was last seen, else the offline page.
    return (await caches.match(request, { ignoreVary: true })) ?? (await caches.match(OFFLINE));
  }
}

async function keep(request, answer) {
  const cache = await caches.open(PAGES);
  await cache.put(request, answer);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -KEPT_PAGES).map((old) => cache.delete(old)));
}

async function shell(request) {
  const kept = await caches.match(request);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  fresh.catch(() => {}); // offline: what is kept is enough
  return kept;
}
