import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';

/** How the last signs of life went; kept in the database, so that any instance can show it. */
export interface WatchdogState {
  triedAt: number;
  succeededAt: number | null;
  error: string | null;
}

export interface Watchdog {
  /** Called after each good round; sends at most once per period. Never throws. */
  beat(now: number): Promise<void>;
}

export interface WatchdogOptions {
  url: string;
  secret: string;
  everySec: number;
  log: Logger;
  findState(): Promise<WatchdogState | null>;
  saveState(state: WatchdogState): Promise<void>;
  /** It was not reached for several periods, or is again. */
  onReached(reached: boolean): Promise<void>;
}

const timeoutMs = 5000;
/** One lost packet is no news. */
const unreachedTimes = 3;

/** "sha256=" and HMAC-SHA256 of "timestamp.body" (timestamp in seconds), as for webhooks. */
export function watchdogSignature(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * Tells somebody outside this machine that the auditor has looked and everything runs. Silence is the
 * message that matters: whoever listens pages somebody when it does not come.
 */
export function makeWatchdog(options: WatchdogOptions): Watchdog {
  const { url, secret, log, everySec } = options;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failures = 0;

  const send = async (now: number): Promise<string | null> => {
    const body = JSON.stringify({ v: 1, at: now });
    const timestamp = String(Math.floor(now / 1000));
    try {
      const reply = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'x-anyuan-timestamp': timestamp,
          'x-anyuan-signature': watchdogSignature(secret, timestamp, body),
        },
        body,
      });
      await reply.body?.cancel();
      return reply.ok ? null : `HTTP ${reply.status}`;
    } catch (error) {
      return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    }
  };

  const note = async (now: number, error: string | null): Promise<void> => {
    const before = await options.findState();
    const succeededAt = error === null ? now : (before?.succeededAt ?? null);
    await options.saveState({ triedAt: now, succeededAt, error });
    failures = error === null ? 0 : failures + 1;
    if (error === null || failures >= unreachedTimes) await options.onReached(error === null);
  };

  return {
    async beat(now) {
      if (now - triedAt < everySec * 1000) return;
      triedAt = now;
      const error = await send(now);
      if (error !== null) log.warn({ error }, 'the outside watchdog was not reached');
      await note(now, error).catch((err) => log.warn({ err }, 'sign of life not recorded'));
    },
  };
}
