import { spawn } from 'node:child_process';
import type { Log } from './log.ts';
import type { Told } from './telling.ts';

const longestRunMs = 10_000;

/**
 * Runs the operator's command on a change of state, for an LED, a siren or a relay, with
 * ANYUAN_STAGE, ANYUAN_ALARM_KIND, ANYUAN_ALARM_ID, ANYUAN_TEXT and ANYUAN_CLIP (on, off). Runs come one after the other,
 * so that the last state is also the last command; one that hangs is ended after 10 s.
 */
export function makeStateHook(options: {
  command: string | undefined;
  /** May a clip be made around an alarm here? */
  clip: () => boolean;
  log: Log;
}): (told: Told) => void {
  const { command, clip, log } = options;
  let tail: Promise<void> = Promise.resolve();
  return (told) => {
    if (command === undefined) return;
    const privacy = { ANYUAN_CLIP: clip() ? 'on' : 'off' };
    tail = tail.then(() => run({ command, told, privacy, log }));
  };
}

function run(about: {
  command: string;
  told: Told;
  privacy: Record<string, string>;
  log: Log;
}): Promise<void> {
  const { command, told, log } = about;
  const env = {
    ...process.env,
    ...about.privacy,
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
