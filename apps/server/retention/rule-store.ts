import { clipDaysShipped, type KeepDays } from '@anyuan/contracts/retention.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;
type StartDays = Pick<
  ServerSettings,
  'alarmKeepDays' | 'messageKeepDays' | 'auditKeepDays' | 'quickReportKeepDays' | 'ticketKeepDays'
>;

/** One version of the rule; version 0 are the start settings, of nobody and no time. */
export interface RuleRow {
  version: number;
  days: KeepDays;
  reason: string | null;
  at: number;
  person: string | null;
}

/** PostgreSQL: the table is not there. */
const undefinedTable = '42P01';

/** Every version, oldest first; there are few, and what is gone by an early one stays gone. */
export async function findVersions(db: Query, settings: StartDays): Promise<RuleRow[]> {
  const saved = await db
    .selectFrom('retention_rule as r')
    .leftJoin('person as p', 'p.id', 'r.person_id')
    .select(['r.version', 'r.days', 'r.reason', 'r.at', 'p.name as person'])
    .orderBy('r.version')
    .execute()
    .catch((error: { code?: string }) => {
      // A backup by hand before the first start of a new release: its database has no such table yet.
      if (error.code === undefinedTable) return [];
      throw error;
    });
  const start = startVersion(settings);
  // A version that was saved before there was such a kind says nothing of it: the start setting holds.
  return [start, ...saved.map((row) => ({ ...row, days: { ...start.days, ...row.days } }))];
}

function startVersion(settings: StartDays): RuleRow {
  const days = {
    alarms: settings.alarmKeepDays,
    messages: settings.messageKeepDays,
    audit: settings.auditKeepDays,
    quickReports: settings.quickReportKeepDays,
    tickets: settings.ticketKeepDays,
    ...clipDaysShipped,
  };
  return { version: 0, days, reason: null, at: 0, person: null };
}

/** One editor at a time until the transaction ends; readers go on. */
export async function lockRule(tx: Tx): Promise<void> {
  await sql`lock table retention_rule in share row exclusive mode`.execute(tx);
}

export async function insertVersion(
  tx: Tx,
  rule: { version: number; days: KeepDays; reason: string | null; personId: string; at: number },
): Promise<void> {
  const { days, personId, ...row } = rule;
  await tx
    .insertInto('retention_rule')
    .values({ ...row, days: json(days), person_id: personId })
    .execute();
}
