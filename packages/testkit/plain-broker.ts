import { createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A broker that knows nothing of us, as a county may already run one. */
export interface PlainBroker {
  url: string;
  /** Closes the door and every connection; `back` opens it again. */
  cut(): Promise<void>;
  back(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPlainBroker(): Promise<PlainBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    // Came in just before the door was closed: it would keep it from being closed for ever.
    if (!server.listening) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const open = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await open(0);
  const { port } = server.address() as { port: number };
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    url: `mqtt://anyuan:secret@127.0.0.1:${port}`,
    cut,
    back: () => open(port),
    async stop() {
      if (server.listening) await cut();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}
