import type { Socket } from 'node:net';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

/** Where a PostgreSQL is: the parts of the embedded one, or a URL. */
export type Connection =
  | { host: string; port: number; user: string; database: string }
  | { url: string };

export type Tx = Transaction<Tables>;

/** The database: Kysely for stores, raw pools for migrations and for the intake path. */
export interface Db {
  query: Kysely<Tables>;
  pool: pg.Pool;
  /** Its clients send queries without waiting for the answer of the one before (a round trip saved each). */
  pipelined: pg.Pool;
  close(): Promise<void>;
}

// bigint columns hold epoch milliseconds and counts: exact in a double until the year 287396.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Settings for `pg` from either kind of connection. */
export function pgConfig(connection: Connection): pg.ClientConfig {
  return 'url' in connection ? { connectionString: connection.url } : { ...connection };
}

/** An instance that is cut off in the middle of a transaction must not hold the locks of an alarm. */
const abandonedAfterMs = 10_000;

/**
 * Opens the pool. Idle connections that the server drops are replaced, never a crash. With
 * `silentMs`, a question that gets no answer for so long fails and its connection is given up: after
 * a power cut at the database's machine, TCP alone would wait for a quarter of an hour.
 */
export function openDb(
  connection: Connection,
  options: { max?: number; silentMs?: number } = {},
): Db {
  const settings = {
    ...pgConfig(connection),
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    idle_in_transaction_session_timeout: abandonedAfterMs,
    application_name: 'anyuan',
  };
  const pool = new pg.Pool({ ...settings, max: options.max ?? 10 });
  const pipelined = new pg.Pool({ ...settings, max: 2, pipeline: true });
  // Without a listener the error of a connection would end the process when PostgreSQL restarts: of
  // an idle one it comes from the pool, of one in use from the client (its query fails as well).
  for (const p of [pool, pipelined]) {
    p.on('error', () => {});
    p.on('connect', (client) => {
      client.on('error', () => {});
      if (options.silentMs !== undefined) giveUpWhenSilent(client, options.silentMs);
    });
  }
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    query,
    pool,
    pipelined,
    async close() {
      await pipelined.end();
      await query.destroy();
      // Kysely leaves alone a pool that it was never asked to use.
      if (!pool.ending) await pool.end();
    },
  };
}

/** Ends a connection on which a question is open and nothing has come for so long. */
export function giveUpWhenSilent(client: pg.ClientBase, silentMs: number): void {
  const inside = client as unknown as { connection: { stream: Socket }; readyForQuery: boolean };
  const { stream } = inside.connection;
  stream.setTimeout(silentMs);
  stream.on('timeout', () => {
    if (!inside.readyForQuery) stream.destroy(new Error('the database does not answer'));
  });
}

/** A value for a jsonb column. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
