import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request to become a WebSocket. `taken` once somebody else listens to its errors. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  taken(): void;
}

export interface Upgrades {
  on(path: string, take: (upgrade: Upgrade) => void): void;
}

/** One listener for all WebSockets of a server, by path; any other path is cut off. */
export function makeUpgrades(server: Server): Upgrades {
  const takers = new Map<string, (upgrade: Upgrade) => void>();
  server.on('upgrade', (request, socket, head) => {
    // Until it is a WebSocket nobody else listens: one that breaks must not end the process.
    const onError = () => socket.destroy();
    socket.on('error', onError);
    const take = takers.get(request.url?.split('?')[0] ?? '');
    if (!take) return void socket.destroy();
    take({ request, socket, head, taken: () => void socket.off('error', onError) });
  });
  return { on: (path, take) => void takers.set(path, take) };
}
