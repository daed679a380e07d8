import { execFile } from 'node:child_process';
import { findCommand } from './commands.ts';

/** Tells systemd that we are up (`READY=1`) or alive (`WATCHDOG=1`), when it asked to be told. */
export function notifySystemd(message: string): void {
  if (process.env.NOTIFY_SOCKET === undefined) return;
  const command = findCommand('systemd-notify');
  if (command !== null) execFile(command, [message], () => undefined);
}
