import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line to the server that stands still when it was told to. */
export interface SlowLine {
  readonly url: string;
  /** From now on a connection that sent this many bytes is not read any further; resolves when one stands. */
  holdAfter(bytes: number): Promise<void>;
  /** What stood goes on. */
  release(): void;
  close(): Promise<void>;
}

/** Passes on what goes to the server at `url`, byte by byte, so that an upload can be looked at half way. */
export async function openSlowLine(url: string): Promise<SlowLine> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const held = new Set<Socket>();
  let limitBytes = Number.POSITIVE_INFINITY;
  let onHeld = () => {};
  const server = createServer((from) => {
    const to = connect(Number(port), hostname);
    let sentBytes = 0;
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    to.pipe(from);
    from.on('data', (chunk) => {
      sentBytes += chunk.length;
      to.write(chunk);
      if (sentBytes < limitBytes) return;
      from.pause();
      held.add(from);
      onHeld();
    });
    from.on('end', () => to.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    holdAfter(bytes) {
      limitBytes = bytes;
      return new Promise((resolve) => {
        onHeld = resolve;
      });
    },
    release() {
      limitBytes = Number.POSITIVE_INFINITY;
      for (const socket of held) socket.resume();
      held.clear();
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
