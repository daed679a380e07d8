import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpHit } from './http-peer.ts';

export interface ProviderAnswer {
  status?: number;
  body: unknown;
}

/** A provider of messages on this machine. It answers by its own rules, or as badly as the test wants. */
export interface ProviderPeer {
  url: string;
  hits: HttpHit[];
  /** From now on; `hang` takes the request and never answers, `slow` answers after two seconds. */
  behave(how: 'well' | 'error500' | 'hang' | 'nonsense' | 'slow'): void;
  stop(): Promise<void>;
}

const slowMs = 2000;

export async function startProviderPeer(
  rules: (hit: HttpHit, url: URL) => ProviderAnswer,
): Promise<ProviderPeer> {
  const hits: HttpHit[] = [];
  let behaviour: Parameters<ProviderPeer['behave']>[0] = 'well';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const hit = { method, path, headers, body: Buffer.concat(chunks), at: Date.now() };
      hits.push(hit);
      if (behaviour === 'hang') return;
      if (behaviour === 'error500') return answer(response, { status: 500, body: 'out of order' });
      if (behaviour === 'nonsense') return answer(response, { body: '<html>' });
      const reply = rules(hit, new URL(path, 'http://peer'));
      if (behaviour === 'slow') setTimeout(() => answer(response, reply), slowMs);
      else answer(response, reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    behave(how) {
      behaviour = how;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, { status = 200, body }: ProviderAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

/** JSON of a request, or {}. */
export function jsonOf(hit: HttpHit): Record<string, unknown> {
  try {
    return JSON.parse(hit.body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Counts calls in the last minute of the given time. */
export function makeMinuteCounter(now: () => number): () => number {
  let times: number[] = [];
  return () => {
    const at = now();
    times = [...times.filter((t) => t > at - 60_000), at];
    return times.length;
  };
}
