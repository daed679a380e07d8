/*
 * Service worker of the phone: shows pushes, reports what really happened to them, keeps the shell
 * for when the network is away. It never caches /api: a stale alarm is worse than none.
 */
const shellCache = 'anyuan-shell-1';
const shellPage = '/m/';

/**
 * Keeps the page and the files that it names. The page names its hashed files itself, so the shell
 * needs no list made by a build; files of an older build go.
 */
async function storeShell(page) {
  if (!page.ok || page.redirected) return;
  const html = await page.clone().text();
  const cache = await caches.open(shellCache);
  const stored = await cache.match(shellPage);
  if (stored && (await stored.text()) === html) return;
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((found) => found[1]);
  const outcomes = await Promise.allSettled(files.map((file) => cache.add(file)));
  // Half a build is no shell: the old one stays until the new one is whole.
  if (outcomes.some((outcome) => outcome.status === 'rejected')) return;
  await cache.put(shellPage, page);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== shellPage && !files.includes(pathname)) await cache.delete(request);
  }
}

self.addEventListener('install', (event) => {
  const store = async () => storeShell(await fetch(shellPage, { cache: 'no-store' }));
  event.waitUntil(store().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const dropOld = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((n) => n !== shellCache).map((n) => caches.delete(n)));
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

/** Every page of the phone is the same document: what came last from the network is the next shell. */
async function pageOrShell(event) {
  try {
    const page = await fetch(event.request);
    event.waitUntil(storeShell(page.clone()).catch(() => undefined));
    return page;
  } catch {
    const shell = await caches.match(shellPage);
    return shell ?? Response.error();
  }
}

/** Hashed files never change: what is cached is right. */
async function cachedOrFetched(request) {
  const hit = await caches.match(request);
  if (hit) return hit;
  const reply = await fetch(request);
  if (reply.ok) (await caches.open(shellCache)).put(request, reply.clone());
  return reply;
}

/** Icons and the manifest keep their names: fresh when possible, kept for when not. */
async function fetchedOrCached(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/')) return;
  if (event.request.mode === 'navigate') event.respondWith(pageOrShell(event));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(cachedOrFetched(event.request));
  else event.respondWith(fetchedOrCached(event.request));
});

/** Receipt of a message; a lost one is only a missing sign, never a failed alarm. */
function report(receipt, state) {
  if (!receipt) return Promise.resolve();
  const url = `/api/notifications/${encodeURIComponent(receipt)}/${state}`;
  return fetch(url, { method: 'POST', headers: { 'x-anyuan': '1' }, keepalive: true }).catch(
    () => undefined,
  );
}

/** A push that cannot be read still has to be shown: somebody may need help. */
function payloadOf(event) {
  try {
    return event.data ? event.data.json() : {};
  } catch {
    return { title: '安园：有新的报警', body: event.data ? event.data.text() : '' };
  }
}

self.addEventListener('push', (event) => {
  const message = payloadOf(event);
  const show = async () => {
    await self.registration.showNotification(message.title ?? '安园：有新的报警', {
      body: message.body ?? '请打开查看',
      tag: message.tag ?? message.alarmId ?? 'anyuan',
      renotify: true,
      requireInteraction: true,
      vibrate: [400, 150, 400, 150, 800],
      icon: '/m/icon-192.png',
      badge: '/m/icon-192.png',
      // On a call only; browsers without such buttons leave them out.
      actions: message.accept ? [{ action: 'accept', title: message.accept }] : [],
      data: { url: message.url, alarmId: message.alarmId, receipt: message.receipt },
    });
    await report(message.receipt, 'delivered');
  };
  event.waitUntil(show());
});

/** "I am going" without opening the page first. What fails is not lost from sight: the page opens and still asks. */
function accept(alarmId) {
  if (!alarmId) return Promise.resolve();
  const url = `/api/alarms/${encodeURIComponent(alarmId)}/accept`;
  return fetch(url, { method: 'POST', headers: { 'x-anyuan': '1' }, keepalive: true }).catch(
    () => undefined,
  );
}

/** Only addresses of this phone app are opened, whatever the payload says. */
function targetOf(data) {
  const own = data?.alarmId ? `/m/alarms/${data.alarmId}` : '/m/';
  if (!data?.url) return own;
  const url = new URL(data.url, self.location.origin);
  return url.origin === self.location.origin && url.pathname.startsWith('/m/') ? url.href : own;
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const data = event.notification.data ?? {};
  const open = async () => {
    if (event.action === 'accept') await accept(data.alarmId);
    const target = targetOf(data);
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const mine = pages.find((page) => new URL(page.url).pathname.startsWith('/m/'));
    const shown = mine ? await mine.navigate(target).catch(() => null) : null;
    if (shown) await shown.focus();
    else await self.clients.openWindow(target);
  };
  event.waitUntil(Promise.all([open(), report(data.receipt, 'read')]));
});
