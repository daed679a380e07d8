import type { DeviceOverride, DeviceScope } from '@anyuan/contracts/device-settings.ts';
import { type Kysely, sql } from 'kysely';
import { appendAudit } from '../platform/audit.ts';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export interface SettingChange {
  id: string;
  organisationId: string;
  scope: DeviceScope;
  subject: string;
  baseVersion: number;
  own: DeviceOverride | null;
  personId: string;
  reason: string;
  at: number;
}

/** The word that counts of every level of every organisation. */
export async function findNewestSettings(query: Query) {
  const { rows } = await sql<{
    organisationId: string;
    scope: DeviceScope;
    subject: string;
    body: unknown;
  }>`
    select distinct on (organisation_id, scope, subject)
      organisation_id as "organisationId", scope, subject, body
    from device_setting order by organisation_id, scope, subject, version desc`.execute(query);
  return rows;
}

/** All words of an organisation, newest first. */
export function findSettingHistory(query: Query, organisationId: string) {
  return query
    .selectFrom('device_setting as s')
    .leftJoin('person as p', 'p.id', 's.person_id')
    .select(['s.scope', 's.subject', 's.version', 's.body', 's.reason', 's.at', 'p.name'])
    .where('s.organisation_id', '=', organisationId)
    .orderBy('s.at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(200)
    .execute();
}

/** What counted until now; null where nothing was said. */
export async function findSetting(
  tx: Tx,
  at: Pick<SettingChange, 'organisationId' | 'scope' | 'subject'>,
): Promise<{ version: number; body: unknown } | null> {
  const row = await tx
    .selectFrom('device_setting')
    .select(['version', 'body'])
    .where('organisation_id', '=', at.organisationId)
    .where('scope', '=', at.scope)
    .where('subject', '=', at.subject)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** False when somebody was quicker: that version is there already. */
export async function insertSetting(tx: Tx, change: SettingChange): Promise<boolean> {
  const row = await tx
    .insertInto('device_setting')
    .values({
      id: change.id,
      organisation_id: change.organisationId,
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

/** What stands on the records of these terminals themselves. */
export async function findOwnConfigs(
  query: Query,
  terminalIds: readonly string[],
): Promise<Map<string, unknown>> {
  const rows = await query
    .selectFrom('terminal')
    .select(['id', 'config'])
    .where('id', '=', sql<string>`any(${terminalIds}::uuid[])`)
    .execute();
  return new Map(rows.map((r) => [r.id, r.config]));
}

/** Terminals whose configuration changed: what they report is outdated from now on. */
export async function raiseConfigVersions(tx: Tx, terminalIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('terminal')
    .set((e) => ({ config_version: e('config_version', '+', 1) }))
    .where('id', '=', sql<string>`any(${terminalIds}::uuid[])`)
    .execute();
}

export async function insertSettingAudit(
  tx: Tx,
  change: SettingChange & { before: unknown },
): Promise<void> {
  const { scope, subject, own, before, reason } = change;
  await appendAudit(tx, {
    at: change.at,
    personId: change.personId,
    action: 'deviceSettings.changed',
    subject: change.organisationId,
    detail: { scope, subject, before, own, reason },
  });
}
