import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { createServer } from 'node:net';

/** A program of ours that ends with us: kill -9 of the bench leaves no server behind. */
export function startChild(words: readonly string[], logFile: string, cwd?: string): ChildProcess {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));
  const all = setpriv === undefined ? words : [setpriv, '--pdeathsig', 'KILL', ...words];
  const log = openSync(logFile, 'a');
  const [command = '', ...args] = all;
  return spawn(command, args, { stdio: ['ignore', log, log], cwd });
}

/** Resolves when the process is gone. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => void child.once('exit', () => resolve()));
}

/** Asks it to end, and insists after a while. */
export async function endChild(child: ChildProcess, patienceMs = 15_000): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended(child);
  clearTimeout(timer);
}

/** Ports that are free now; a server that restarts needs the same ones again. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((s) => (s.address() as { port: number }).port);
  await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))));
  return ports;
}
