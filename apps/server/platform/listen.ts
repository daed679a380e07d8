import pg from 'pg';
import type { Logger } from 'pino';
import { type Connection, giveUpWhenSilent, pgConfig } from './db.ts';

/** NOTIFY from any instance. A wake can be missed while reconnecting: every waiter polls as well. */
export interface Listener {
  on(channel: string, run: (payload: string) => void): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const reconnectMs = 500;
/** Somebody who only listens never notices that nobody is there any more: so it asks. */
const askEveryMs = 5000;

export function makeListener(connection: Connection, log: Logger, everyMs = askEveryMs): Listener {
  const channels = new Map<string, (payload: string) => void>();
  let client: pg.Client | null = null;
  let stopped = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...pgConfig(connection),
      application_name: 'anyuan listen',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    let asking: NodeJS.Timeout | undefined;
    let gone = false;
    const again = () => {
      clearInterval(asking);
      if (gone || stopped) return;
      gone = true;
      next.end().catch(() => {});
      setTimeout(() => void connect().catch(() => {}), reconnectMs).unref();
    };
    next.on('error', again);
    next.on('end', again);
    next.on('notification', (n) => channels.get(n.channel)?.(n.payload ?? ''));
    try {
      await next.connect();
      giveUpWhenSilent(next, everyMs * 2);
      for (const channel of channels.keys()) await next.query(`listen ${channel}`);
      if (stopped) return void next.end().catch(() => {});
      client = next;
      asking = setInterval(() => void next.query('select 1').catch(() => {}), everyMs);
      asking.unref();
      // What was said while nobody listened: look once.
      for (const run of channels.values()) run('');
    } catch (error) {
      log.warn({ err: error }, 'listener cannot reach the database, will try again');
      again();
    }
  };

  return {
    on: (channel, run) => void channels.set(channel, run),
    start: connect,
    async stop() {
      stopped = true;
      await client?.end().catch(() => {});
    },
  };
}
