import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localPage } from './local-page.ts';

export interface LocalButton {
  port: number;
  close(): Promise<void>;
}

export interface LocalButtonHandlers {
  /** Gives the id of the detection. */
  press(): string;
  arrive(): void;
  state(): object;
  healthy(): boolean;
  /** Plays and listens; takes some ten seconds. */
  selfTest(): Promise<object>;
}

/** A web page in a browser on this machine could otherwise press the button: it sends these. */
function fromBrowser(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(host);
  return request.headers.origin !== undefined || !local;
}

async function answer(
  request: IncomingMessage,
  handlers: LocalButtonHandlers,
): Promise<[number, object]> {
  const call = `${request.method} ${(request.url ?? '').split('?')[0]}`;
  if (fromBrowser(request)) return [403, { error: 'only local programs may press' }];
  if (call === 'POST /press') return [200, { id: handlers.press() }];
  if (call === 'POST /arrive') {
    handlers.arrive();
    return [202, { ok: true }];
  }
  if (call === 'GET /healthz') {
    const ready = handlers.healthy();
    return [ready ? 200 : 503, { ready }];
  }
  if (call === 'GET /state') return [200, handlers.state()];
  if (call === 'POST /self-test') return [200, await handlers.selfTest()];
  return [
    404,
    { error: 'POST /press, POST /arrive, POST /self-test, GET /, GET /healthz, GET /state' },
  ];
}

/**
 * The button for programs on this machine, on 127.0.0.1 alone.
 * @throws Error (EADDRINUSE, EACCES) when the port cannot be had.
 */
export function openLocalButton(port: number, handlers: LocalButtonHandlers): Promise<LocalButton> {
  const server: Server = createServer((request, response) => {
    request.resume();
    if (request.method === 'GET' && request.url === '/' && !fromBrowser(request)) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return void response.end(localPage(handlers.state()));
    }
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(body));
    };
    answer(request, handlers).then(
      ([status, body]) => reply(status, body),
      (error: Error) => reply(500, { error: error.message }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
