/*
 * Service worker of the terminal in a browser: after a power cut it must start and listen although the
 * network is not back yet. Keeps the page and every file it ever used; never anything of /api.
 */
const cacheName = 'anyuan-terminal-1';
const page = '/terminal/';

self.addEventListener('install', (event) => {
  const keep = async () =>
    (await caches.open(cacheName)).add(new Request(page, { cache: 'no-store' }));
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** The page names the build: with a new one the files of the old go, once the new page was kept. */
async function pageOrKept(request) {
  const cache = await caches.open(cacheName);
  try {
    const fresh = await fetch(request);
    if (!fresh.ok) throw new Error(String(fresh.status));
    const html = await fresh.clone().text();
    const kept = await cache.match(page);
    if (kept && (await kept.text()) !== html) await forgetFiles(cache);
    await cache.put(page, fresh.clone());
    return fresh;
  } catch {
    return (await cache.match(page)) ?? Response.error();
  }
}

async function forgetFiles(cache) {
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname.startsWith('/assets/')) await cache.delete(request);
  }
}

/** Hashed files never change: what is kept is right. */
async function keptOrFetched(request) {
  const cache = await caches.open(cacheName);
  const hit = await cache.match(request.url);
  if (hit) return hit;
  const reply = await fetch(request);
  if (reply.ok) await cache.put(request.url, reply.clone());
  return reply;
}

async function fetchedOrKept(request) {
  const cache = await caches.open(cacheName);
  try {
    const reply = await fetch(request);
    if (reply.ok) await cache.put(request.url, reply.clone());
    return reply;
  } catch {
    return (await cache.match(request.url)) ?? Response.error();
  }
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/')) return;
  if (event.request.mode === 'navigate') event.respondWith(pageOrKept(event.request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(keptOrFetched(event.request));
  else event.respondWith(fetchedOrKept(event.request));
});
