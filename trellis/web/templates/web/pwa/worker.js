{% autoescape off %}// Keeps, on this device only: the files of the site, the last page of results, and meetings that were saved.
// It never asks for a page by itself, and never tells the server what is kept.

const SHELL = "shell-{{ version }}";
const RESULTS = "last-results";
const SAVED = "saved-meetings";
const FILES = {{ files }};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, address));
});

// A name with a fingerprint changes with what is in the file, so a kept one is always right.
const FINGERPRINT = /\.[0-9a-f]{12}\./;

async function file(request) {
  if (!FINGERPRINT.test(request.url)) return fetch(request).catch(() => caches.match(request));
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) (await caches.open(SHELL)).put(request, response.clone());
  return response;
}

// The network first: what is on is only true now. What is kept is for when there is none.
async function page(request, address) {
  try {
    const response = await fetch(request);
    if (response.ok && address.pathname === "{{ results }}") await keepOnly(RESULTS, request, response.clone());
    if (response.ok && (await caches.match(request.url, { cacheName: SAVED }))) {
      await (await caches.open(SAVED)).put(request.url, response.clone());
    }
    return response;
  } catch {
    return (await caches.match(request.url)) ?? (await caches.match("{{ offline }}"));
  }
}

async function keepOnly(name, request, response) {
  await caches.delete(name);
  await (await caches.open(name)).put(request.url, response);
}

self.addEventListener("message", (event) => {
  const { keep, forget, forgetAll } = event.data;
  const done = keep ? caches.open(SAVED).then((cache) => cache.add(keep))
    : forget ? caches.open(SAVED).then((cache) => cache.delete(forget))
    : forgetAll ? Promise.all([caches.delete(SAVED), caches.delete(RESULTS)])
    : Promise.resolve();
  event.waitUntil(done.catch(() => undefined));
});
{% endautoescape %}
