import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@anyuan/contracts/errors.ts';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * The built web: three entries of one workspace. Names with a hash are kept by browsers for a year,
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
      reply.header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
          "media-src 'self' blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
      );
    },
  });
  const entry = (url: string, file: string) =>
    app.get(url, (_request, reply) => reply.sendFile(file));
  entry('/', 'index.html');
  entry('/m', 'm.html');
  entry('/m/*', 'm.html');
  entry('/wall', 'wall.html');
  // Every other address is a page of the console: it knows its own paths.
  app.get('/*', (request, reply) => {
    const isPage = !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    if (!isPage) throw new Refusal('route.unknown');
    return reply.sendFile('index.html');
  });
  return true;
}
