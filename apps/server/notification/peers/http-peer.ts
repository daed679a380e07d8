import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpHit {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** When all of it had come, epoch ms. */
  at: number;
}

/** A real local HTTP receiver for tests: keeps what came and answers what the test says. */
export interface HttpPeer {
  url: string;
  hits: HttpHit[];
  /** Status of the next answers; the last one stays. Default 201. */
  answer(...statuses: (number | { status: number; headers: Record<string, string> })[]): void;
  /** Runs before the answer leaves. */
  before(run: (hit: HttpHit) => Promise<void> | void): void;
  stop(): Promise<void>;
}

export async function startHttpPeer(port = 0): Promise<HttpPeer> {
  const hits: HttpHit[] = [];
  let answers: { status: number; headers?: Record<string, string> }[] = [{ status: 201 }];
  let before: (hit: HttpHit) => Promise<void> | void = () => {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const hit: HttpHit = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
        at: Date.now(),
      };
      hits.push(hit);
      await before(hit);
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 201 };
      response.writeHead(answer.status, answer.headers ?? {}).end();
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    answer(...statuses) {
      answers = statuses.map((s) => (typeof s === 'number' ? { status: s } : s));
    },
    before(run) {
      before = run;
    },
    stop: () => stop(server),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
