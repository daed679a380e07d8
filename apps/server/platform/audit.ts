import type { AuditAction } from '@anyuan/contracts/audit.ts';
import { type Db, json, type Tx } from './db.ts';

export interface AuditEntry {
  at: number;
  /** Null: a machine, or somebody who could not be told apart. */
  personId: string | null;
  action: AuditAction;
  /** What it was about: an id, or a name that says nothing of a person. */
  subject: string;
  /** Reason, before and after; never a password, a key or a whole number. */
  detail: object;
}

/** On record who saw, heard, changed or took along what, and why. */
export async function appendAudit(
  db: Db['query'] | Tx,
  { at, personId, action, subject, detail }: AuditEntry,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({ at, person_id: personId, action, subject, detail: json(detail) })
    .execute();
}
