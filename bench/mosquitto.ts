import type { ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { endChild, startChild } from './child.ts';
import { waitUntil } from './load.ts';

const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto'].find(
  (file) => existsSync(file),
);

export const hasMosquitto = program !== undefined;

/**
 * The server is one subscriber of everything: with the defaults (20 in flight, 1,000 queued) a burst
 * is thrown away by the broker. No limits, as the manual of the product tells operators.
 */
const config = (port: number) => `listener ${port} 127.0.0.1
allow_anonymous true
persistence false
max_inflight_messages 0
max_queued_messages 0
set_tcp_nodelay true
log_type error
log_type warning
`;

/** A broker beside the server, for the bench alone. */
export async function startMosquitto(
  dir: string,
  port: number,
): Promise<{ child: ChildProcess; stop(): Promise<void> }> {
  if (program === undefined)
    throw new Error('没有 mosquitto / not installed: apt install mosquitto');
  const file = join(dir, 'mosquitto.conf');
  writeFileSync(file, config(port));
  const child = startChild([program, '-c', file], join(dir, 'mosquitto.log'));
  const answers = await waitUntil(() => isOpen(port), { withinMs: 10_000 });
  if (!answers) {
    await endChild(child);
    throw new Error(`mosquitto does not answer on port ${port}`);
  }
  return { child, stop: () => endChild(child) };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
