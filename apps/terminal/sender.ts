import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Detection } from '@anyuan/contracts/detection.ts';
import type { Ack } from '@anyuan/contracts/terminal.ts';
import type { Log } from './log.ts';
import type { Spool } from './spool.ts';

export interface SenderOptions {
  spool: Spool;
  clock: Clock;
  log: Log;
  random: () => number;
  connected: () => boolean;
  /** Settles when the broker has it; that is not yet an acknowledgement. */
  publish(message: Detection): Promise<void>;
  /** The second way, over HTTP: null when it did not get through. */
  post(message: Detection): Promise<Ack | null>;
  /** The application has it (or refused it for good, with a code). */
  onSettled(id: string, refusedCode: string | null): void;
  repeatMs?: { first: number; longest: number };
}

export interface Sender {
  /** A detection that is already in the spool goes out now and again until it is acknowledged. */
  send(id: string): void;
  /** Everything in the spool goes out at once: after a start or a reconnect. */
  sendAll(): void;
  onAck(ack: Ack): void;
  stop(): void;
}

/** From this attempt on the second way is tried too, although MQTT looks connected. */
const bothWaysFromAttempt = 3;

/** Pause before the next repeat: 2 s, growing to 30 s, up to a quarter less so that a school does not beat. */
export function repeatPauseMs(
  attempt: number,
  random: number,
  limits = { first: 2_000, longest: 30_000 },
): number {
  const pauseMs = Math.min(limits.longest, limits.first * 1.5 ** Math.min(attempt, 20));
  return attempt === 0 ? pauseMs : pauseMs * (0.75 + 0.25 * random);
}

/**
 * Repeats every spooled detection until the application acknowledges it: PUBACK means only that a
 * broker has it. Original id and times, fresh `sentAt`.
 */
export function makeSender(options: SenderOptions): Sender {
  const { spool, clock, log } = options;
  const attempts = new Map<string, { count: number; timer: { cancel(): void } }>();
  let stopped = false;

  function attempt(id: string): void {
    const detection = spool.get(id);
    attempts.get(id)?.timer.cancel();
    if (detection === undefined || stopped) {
      attempts.delete(id);
      return;
    }
    const count = attempts.get(id)?.count ?? 0;
    const pauseMs = repeatPauseMs(count, options.random(), options.repeatMs);
    const timer = clock.setTimer(clock.now() + pauseMs, () => attempt(id));
    attempts.set(id, { count: count + 1, timer });
    const message = { ...detection, sentAt: clock.now() };
    const connected = options.connected();
    if (connected) {
      options.publish(message).catch((error: Error) => {
        log.info({ id, reason: error.message }, '发送未成功，稍后重发  not sent, will be repeated');
      });
    }
    if (!connected || count >= bothWaysFromAttempt) void post(message);
  }

  async function post(message: Detection): Promise<void> {
    const ack = await options.post(message);
    if (ack !== null) onAck(ack);
  }

  function settle(id: string, refusedCode: string | null): void {
    if (spool.get(id) === undefined) return;
    attempts.get(id)?.timer.cancel();
    attempts.delete(id);
    const gone = refusedCode === null ? spool.forget(id) : spool.refuse(id, refusedCode);
    gone.then(
      () => options.onSettled(id, refusedCode),
      (error: Error) => {
        // Still in the spool folder: it will be sent again after a restart, which harms nobody.
        log.warn({ id, err: error }, '待发文件未能删除  spool file could not be removed');
        options.onSettled(id, refusedCode);
      },
    );
  }

  function onAck(ack: Ack): void {
    for (const id of ack.ids) settle(id, null);
    for (const { id, code } of ack.refused) settle(id, code);
  }

  return {
    send: attempt,
    sendAll() {
      for (const { id } of spool.all()) {
        const known = attempts.get(id);
        if (known !== undefined) known.count = 0;
        attempt(id);
      }
    },
    onAck,
    stop() {
      stopped = true;
      for (const { timer } of attempts.values()) timer.cancel();
      attempts.clear();
    },
  };
}
