import type {
  BackupFailure,
  BackupKind,
  BackupProgress,
  BackupResult,
} from '@anyuan/contracts/backup.ts';
import type { BackupRun } from '@anyuan/contracts/routes/backups.ts';
import { type Kysely, sql } from 'kysely';
import { json } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export interface NewRun {
  id: string;
  kind: BackupKind;
  cause: BackupRun['cause'];
  personId: string | null;
  startedAt: number;
}

export async function insertRun(db: Query, run: NewRun): Promise<void> {
  const { id, kind, cause, personId, startedAt } = run;
  await db
    .insertInto('backup_run')
    .values({ id, kind, cause, person_id: personId, state: 'running', started_at: startedAt })
    .execute();
}

export async function saveProgress(db: Query, id: string, progress: BackupProgress): Promise<void> {
  await db
    .updateTable('backup_run')
    .set({ progress: json(progress) })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

export async function endRun(
  db: Query,
  id: string,
  end: { at: number; result: BackupResult | null; failure: BackupFailure | null; good: boolean },
): Promise<void> {
  await db
    .updateTable('backup_run')
    .set({
      state: end.good ? 'good' : 'failed',
      ended_at: end.at,
      result: end.result && json(end.result),
      failure: end.failure && json(end.failure),
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

/** Runs that nobody finished: older than `before`, or all. */
export async function endAbandoned(
  db: Query,
  about: { at: number; before: number; failure: BackupFailure },
): Promise<void> {
  await db
    .updateTable('backup_run')
    .set({ state: 'failed', ended_at: about.at, failure: json(about.failure) })
    .where('state', '=', 'running')
    .where('started_at', '<', about.before)
    .execute();
}

const runsShown = 50;

export async function findRuns(db: Query): Promise<BackupRun[]> {
  const rows = await db
    .selectFrom('backup_run')
    .leftJoin('person', 'person.id', 'backup_run.person_id')
    .selectAll('backup_run')
    .select('person.name as person_name')
    .orderBy('started_at', 'desc')
    .limit(runsShown)
    .execute();
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    cause: r.cause,
    personName: r.person_name,
    state: r.state,
    startedAt: r.started_at,
    endedAt: r.ended_at,
    progress: r.progress,
    result: r.result,
    failure: r.failure,
  }));
}

export async function isAnyRunning(db: Query): Promise<boolean> {
  const row = await db
    .selectFrom('backup_run')
    .select('id')
    .where('state', '=', 'running')
    .executeTakeFirst();
  return row !== undefined;
}

export interface Times {
  firstBackupAt: number | null;
  lastGoodBackupAt: number | null;
  lastTriedBackupAt: number | null;
  lastGoodRehearsalAt: number | null;
}

/** When what was last done; of all that ever ran, not of the rows a page shows. */
export async function findTimes(db: Query): Promise<Times> {
  const row = await db
    .selectFrom('backup_run')
    .select((e) => {
      const when = (kind: BackupKind) => e('kind', '=', kind);
      const good = (kind: BackupKind) => e.and([when(kind), e('state', '=', 'good')]);
      return [
        e.fn.min('started_at').filterWhere(good('backup')).as('first'),
        e.fn.max('started_at').filterWhere(good('backup')).as('backup'),
        e.fn.max('started_at').filterWhere(when('backup')).as('tried'),
        e.fn.max('started_at').filterWhere(good('rehearsal')).as('rehearsal'),
      ];
    })
    .executeTakeFirst();
  return {
    firstBackupAt: row?.first ?? null,
    lastGoodBackupAt: row?.backup ?? null,
    lastTriedBackupAt: row?.tried ?? null,
    lastGoodRehearsalAt: row?.rehearsal ?? null,
  };
}

/** When this installation began: its first migration, by the database's clock, epoch ms. */
export async function findInstalledAt(db: Query): Promise<number> {
  const { rows } = await sql<{ at: string }>`
    select extract(epoch from min(applied_at)) * 1000 as at from schema_migration`.execute(db);
  return Math.round(Number(rows[0]?.at ?? 0));
}
