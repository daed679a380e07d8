import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { EngineOrder, EngineReply } from './messages.ts';

/** Why an engine is not there; `absent` stays so on this machine, the others may pass. */
export interface EngineEnd {
  why: 'absent' | 'refused' | 'died';
  detail: string;
}

/** A process with the native engine in it. */
export interface Engine {
  ready(): boolean;
  send(order: EngineOrder): void;
  stop(): void;
}

const keptErrors = 400;
/** Hearing comes before transcribing, and both after sound and button. */
const niceness = 5;

/**
 * Starts a process, orders it to open and listens. `onEnd` comes once, when it ends without having
 * been stopped: it crashed, refused its files, or there is no engine for this platform.
 */
export function runEngine(parts: {
  open: EngineOrder;
  onReply(reply: EngineReply): void;
  onEnd(end: EngineEnd): void;
}): Engine {
  let state: 'opening' | 'ready' | 'over' = 'opening';
  let failed: EngineEnd | null = null;
  let said = '';
  const child: ChildProcess = fork(join(import.meta.dirname, 'engine-process.ts'), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    said = `${said}${bytes}`.slice(-keptErrors);
  });

  function end(detail: string): void {
    if (state === 'over') return;
    state = 'over';
    const heard = said.replaceAll(/\s+/g, ' ').trim();
    parts.onEnd(failed ?? { why: 'died', detail: `${detail} ${heard}`.slice(0, 300) });
  }

  child.on('message', (message) => {
    const reply = message as EngineReply;
    if (state === 'over') return;
    if ('failed' in reply) failed = { why: reply.failed, detail: reply.detail };
    else if ('ready' in reply) state = 'ready';
    parts.onReply(reply);
  });
  child.on('error', (error) => end(error.message));
  child.on('close', (code, signal) => end(`ended with ${signal ?? code}:`));
  if (child.pid !== undefined) lowerPriority(child.pid);
  child.send(parts.open);
  return {
    ready: () => state === 'ready',
    send(order) {
      // A process that is just ending has no channel any more; its end is told by itself.
      if (state !== 'over' && child.connected) child.send(order, () => undefined);
    },
    stop() {
      state = 'over';
      child.kill('SIGKILL');
    },
  };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It is only a wish; the process may have ended already.
  }
}
