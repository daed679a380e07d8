import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@anyuan/contracts/errors.ts';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The detector is WebAssembly: only the terminal's own page and worker may compile any. */
const runsDetector = /\/terminal\.html$|\/assets\/terminal-/;

function policyOf(path: string): string {
  const scripts = runsDetector.test(path) ? "script-src 'self' 'wasm-unsafe-eval'; " : '';
  return (
    `default-src 'self'; ${scripts}style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; ` +
    "media-src 'self' blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'"
  );
}

/**
 * The built web: four entries of one workspace. Names with a hash are kept by browsers for a year,
 * the entries themselves are asked for each time.
 */
export async function serveWeb(app: FastifyInstance, dist: string): Promise<boolean> {
  if (!existsSync(join(dist, 'index.html'))) return false;
  await app.register(fastifyStatic, {
    root: dist,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders(reply, path) {
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'no-referrer');
      reply.header('content-security-policy', policyOf(path));
    },
  });
  const entry = (url: string, file: string) =>
    app.get(url, (_request, reply) => reply.sendFile(file));
  entry('/', 'index.html');
  entry('/m', 'm.html');
  entry('/m/*', 'm.html');
  entry('/wall', 'wall.html');
  // With the slash, so that its service worker, which keeps it alive without a network, may hold it.
  app.get('/terminal', (request, reply) =>
    reply.redirect(`/terminal/${request.url.slice('/terminal'.length)}`),
  );
  entry('/terminal/', 'terminal.html');
  // Every other address is a page of the console: it knows its own paths.
  app.get('/*', (request, reply) => {
    const isPage = !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    if (!isPage) throw new Refusal('route.unknown');
    return reply.sendFile('index.html');
  });
  return true;
}
