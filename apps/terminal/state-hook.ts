import { spawn } from 'node:child_process';
import type { Log } from './log.ts';
import type { Told } from './telling.ts';

const longestRunMs = 10_000;

/**
 * Runs the operator's command on a change of state, for an LED, a siren or a relay, with
 * ANYUAN_STAGE, ANYUAN_ALARM_KIND, ANYUAN_ALARM_ID and ANYUAN_TEXT. Runs come one after the other,
 * so that the last state is also the last command; one that hangs is ended after 10 s.
 */
export function makeStateHook(command: string | undefined, log: Log): (told: Told) => void {
  let tail: Promise<void> = Promise.resolve();
  return (told) => {
    if (command === undefined) return;
    tail = tail.then(() => run(command, told, log));
  };
}

function run(command: string, told: Told, log: Log): Promise<void> {
  const env = {
    ...process.env,
    ANYUAN_STAGE: told.stage,
    ANYUAN_ALARM_KIND: told.alarmKind,
    ANYUAN_ALARM_ID: told.alarmId ?? '',
    ANYUAN_TEXT: told.text,
  };
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', command], { env, stdio: 'ignore', detached: true });
    const limit = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), longestRunMs);
    child.on('error', (error) => {
      clearTimeout(limit);
      log.warn({ err: error }, '状态命令无法运行  state command cannot be run');
      resolve();
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      if (code !== 0) log.warn({ code, command }, '状态命令出错  state command failed');
      resolve();
    });
  });
}
