/** Not oftener than this, ms: a page that cannot load must not reload for ever. */
const oncePerMs = 60_000;

/** After an upgrade of the server, parts that this page has not loaded yet are gone: start afresh. */
export function reloadOnUpgrade(): void {
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem('anyuan.reloaded') ?? 0);
    if (Date.now() - last < oncePerMs) return;
    sessionStorage.setItem('anyuan.reloaded', String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
