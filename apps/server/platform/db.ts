import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

/** Where a PostgreSQL is: the parts of the embedded one, or a URL. */
export type Connection =
  | { host: string; port: number; user: string; database: string }
  | { url: string };

export type Tx = Transaction<Tables>;

/** The database: Kysely for stores, the raw pool for the intake path and LISTEN. */
export interface Db {
  query: Kysely<Tables>;
  pool: pg.Pool;
  close(): Promise<void>;
}

// bigint columns hold epoch milliseconds and counts: exact in a double until the year 287396.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Settings for `pg` from either kind of connection. */
export function pgConfig(connection: Connection): pg.ClientConfig {
  return 'url' in connection ? { connectionString: connection.url } : { ...connection };
}

/** Opens the pool. Idle connections that the server drops are replaced, never a crash. */
export function openDb(connection: Connection, options: { max?: number } = {}): Db {
  const pool = new pg.Pool({
    ...pgConfig(connection),
    max: options.max ?? 10,
    connectionTimeoutMillis: 5000,
    application_name: 'anyuan',
  });
  // Without a listener an idle connection's error would end the process (PostgreSQL restarted).
  pool.on('error', () => {});
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { query, pool, close: () => query.destroy() };
}

/** A value for a jsonb column. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
