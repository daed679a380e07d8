import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '@anyuan/server/platform/db.ts';

/** Lines for the cluster's local.conf: from the next start on it counts what each statement costs. */
export const statementConfig = `shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track = 'all'
pg_stat_statements.track_planning = on
`;

export async function resetStatements(db: Db): Promise<void> {
  await db.pool.query('create extension if not exists pg_stat_statements');
  await db.pool.query('select pg_stat_statements_reset()');
}

/** The dearest statements since the reset, appended to `statements.txt` in the folder. */
export async function saveStatements(db: Db, dir: string, title: string): Promise<void> {
  const { rows } = await db.pool.query<{ line: string }>(`
    select format('%s ms %s calls %s rows  %s', lpad(round(total_exec_time + total_plan_time)::text, 7),
      lpad(calls::text, 7), lpad(rows::text, 7), regexp_replace(left(query, 170), '\\s+', ' ', 'g')) as line
    from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
    order by total_exec_time + total_plan_time desc limit 30`);
  const text = `${title}\n${rows.map((r) => r.line).join('\n')}\n\n`;
  appendFileSync(join(dir, 'statements.txt'), text);
}

export function enableStatements(clusterDir: string): void {
  writeFileSync(join(clusterDir, 'local.conf'), statementConfig);
}
