import type { HearingOverride, HearingScope } from '@anyuan/contracts/hearing.ts';
import { type Kysely, sql } from 'kysely';
import { appendAudit } from '../platform/audit.ts';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export interface HearingRow {
  schoolId: string;
  scope: HearingScope;
  subject: string;
  version: number;
  body: unknown;
}

/** The word that counts of every scope of every school. */
export async function findNewestHearing(query: Query): Promise<HearingRow[]> {
  const { rows } = await sql<HearingRow>`
    select distinct on (school_id, scope, subject)
      school_id as "schoolId", scope, subject, version, body
    from hearing_setting order by school_id, scope, subject, version desc`.execute(query);
  return rows;
}

/** All words of a school, newest first. */
export function findHearingHistory(query: Query, schoolId: string) {
  return query
    .selectFrom('hearing_setting as h')
    .leftJoin('person as p', 'p.id', 'h.person_id')
    .select(['h.scope', 'h.subject', 'h.version', 'h.body', 'h.reason', 'h.at', 'p.name'])
    .where('h.school_id', '=', schoolId)
    .orderBy('h.at', 'desc')
    .orderBy('h.id', 'desc')
    .limit(200)
    .execute();
}

export interface HearingChange {
  id: string;
  schoolId: string;
  scope: HearingScope;
  subject: string;
  baseVersion: number;
  own: HearingOverride | null;
  personId: string;
  reason: string;
  at: number;
}

/** What counted until now; null where nothing was said. */
export async function findHearing(
  tx: Tx,
  at: Pick<HearingChange, 'schoolId' | 'scope' | 'subject'>,
): Promise<{ version: number; body: unknown } | null> {
  const row = await tx
    .selectFrom('hearing_setting')
    .select(['version', 'body'])
    .where('school_id', '=', at.schoolId)
    .where('scope', '=', at.scope)
    .where('subject', '=', at.subject)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** False when somebody was quicker: that version is there already. */
export async function insertHearing(tx: Tx, change: HearingChange): Promise<boolean> {
  const row = await tx
    .insertInto('hearing_setting')
    .values({
      id: change.id,
      school_id: change.schoolId,
      scope: change.scope,
      subject: change.subject,
      version: change.baseVersion + 1,
      body: change.own === null ? null : json(change.own),
      person_id: change.personId,
      reason: change.reason,
      at: change.at,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Terminals whose configuration changed: what they report is outdated from now on. */
export async function raiseConfigVersions(tx: Tx, terminalIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('terminal')
    .set((e) => ({ config_version: e('config_version', '+', 1) }))
    .where('id', '=', sql<string>`any(${terminalIds}::uuid[])`)
    .execute();
}

export async function insertHearingAudit(
  tx: Tx,
  change: HearingChange & { before: unknown },
): Promise<void> {
  const { scope, subject, own, before, reason } = change;
  await appendAudit(tx, {
    at: change.at,
    personId: change.personId,
    action: 'hearing.changed',
    subject: change.schoolId,
    detail: { scope, subject, before, own, reason },
  });
}
