import type { AuditFilter } from '@anyuan/contracts/routes/audit-lines.ts';
import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

export interface LineFilter extends AuditFilter {
  /** Lines of people with a role at one of these; lines of nobody only for `everybody`. */
  organisationIds: readonly string[];
  everybody: boolean;
  /** Only older ones than this. */
  before?: number | undefined;
  limit: number;
}

/** Audit lines that match, newest first. */
export async function findLines(db: Db, filter: LineFilter) {
  let query = db.query
    .selectFrom('audit')
    .leftJoin('person', 'person.id', 'audit.person_id')
    .select(['audit.id', 'audit.at', 'audit.person_id', 'audit.action', 'audit.subject'])
    .select(['audit.detail', 'person.name'])
    .orderBy('audit.id', 'desc')
    .limit(filter.limit);
  const { personId, action, text, fromAt, toAt, before } = filter;
  if (!filter.everybody) {
    query = query.where(
      sql<boolean>`exists (select from role_assignment r where r.person_id = audit.person_id
        and r.organisation_id = any(${sql.val([...filter.organisationIds])}::uuid[]))`,
    );
  }
  if (personId !== undefined) query = query.where('audit.person_id', '=', personId);
  if (action !== undefined) query = query.where('audit.action', '=', action);
  if (fromAt !== undefined) query = query.where('audit.at', '>=', fromAt);
  if (toAt !== undefined) query = query.where('audit.at', '<', toAt);
  if (before !== undefined) query = query.where('audit.id', '<', before);
  if (text !== undefined && text.trim() !== '') {
    const like = `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(
      sql<boolean>`(person.name ilike ${like} or audit.subject ilike ${like}
        or audit.detail ->> 'reason' ilike ${like})`,
    );
  }
  return query.execute();
}
export type LineRow = Awaited<ReturnType<typeof findLines>>[number];
