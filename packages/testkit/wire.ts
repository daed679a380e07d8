import { connect, createServer, type Socket } from 'node:net';

/** A wire to a server that can be cut, as when somebody pulls the plug of the switch. */
export interface Wire {
  url: string;
  /** Ends every connection and takes no new ones. */
  cut(): Promise<void>;
  back(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const open = (at: number) =>
    new Promise<void>((resolve) => server.listen(at, '127.0.0.1', () => resolve()));
  await open(0);
  const own = (server.address() as { port: number }).port;
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    back: () => open(own),
    stop: () => (server.listening ? cut() : Promise.resolve()),
  };
}
