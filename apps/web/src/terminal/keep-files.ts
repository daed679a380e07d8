/** The cache of public/terminal/sw.js. */
const cacheName = 'anyuan-terminal-1';

/**
 * Keeps every file that this page or worker has loaded for a start without a network. The service worker sees only
 * what is asked for after it has taken over, and the first start is before that.
 */
export async function keepFiles(more: readonly string[] = []): Promise<void> {
  if (!('caches' in globalThis)) return;
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const urls = [...loaded, ...more].map((url) => new URL(url, location.href));
  const wanted = urls.filter(({ origin, pathname }) => {
    const isFile = pathname.startsWith('/assets/') || /^\/(m|terminal)\/|^\/icon/.test(pathname);
    return origin === location.origin && isFile;
  });
  const cache = await caches.open(cacheName);
  for (const { href } of wanted) {
    if (!(await cache.match(href))) await cache.add(href).catch(() => undefined);
  }
}
