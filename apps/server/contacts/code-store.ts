import type { KeptCode, SentCodes } from '@anyuan/core/contact/code.ts';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Query } from './store.ts';

const dayMs = 86_400_000;

/** Where a code went. */
interface Target {
  personId: string;
  channel: string;
  address: string;
}

/** The newest code of each address of these people that has not expired. */
export async function findOpenCodes(db: Query, personIds: readonly string[], now: number) {
  const rows = await db
    .selectFrom('contact_code')
    .distinctOn(['person_id', 'channel', 'address'])
    .selectAll()
    .where('person_id', '=', sql<string>`any(${sql.val(personIds)}::uuid[])`)
    .where('expires_at', '>', now)
    .orderBy('person_id')
    .orderBy('channel')
    .orderBy('address')
    .orderBy('sent_at', 'desc')
    .execute();
  return rows.map((r) => ({ ...keptCode(r), personId: r.person_id, address: r.address }));
}

function keptCode(r: {
  id: string;
  sent_at: number;
  expires_at: number;
  tries: number;
  used_at: number | null;
}): KeptCode & { id: string } {
  const { id, tries } = r;
  return { id, sentAt: r.sent_at, expiresAt: r.expires_at, tries, usedAt: r.used_at };
}

/** What was sent within a day, for the limits; forgets what is older. */
export async function findSentCodes(
  tx: Tx,
  { personId, address }: Target,
  now: number,
): Promise<SentCodes> {
  await tx
    .deleteFrom('contact_code')
    .where('sent_at', '<', now - dayMs)
    .execute();
  const rows = await tx
    .selectFrom('contact_code')
    .select(['person_id', 'address', 'sent_at'])
    .where((e) => e.or([e('person_id', '=', personId), e('address', '=', address)]))
    .execute();
  const of = (keep: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(keep).map((r) => ({ sentAt: r.sent_at }));
  return {
    toPerson: of((r) => r.person_id === personId),
    toAddress: of((r) => r.address === address),
  };
}

export async function insertCode(
  tx: Tx,
  code: Target & { id: string; hash: Buffer; now: number; expiresAt: number },
): Promise<void> {
  await tx
    .insertInto('contact_code')
    .values({
      id: code.id,
      person_id: code.personId,
      channel: code.channel,
      address: code.address,
      code_hash: code.hash,
      sent_at: code.now,
      expires_at: code.expiresAt,
    })
    .execute();
}

/** It never left: it counts for nothing. */
export async function deleteCode(db: Query, id: string): Promise<void> {
  await db.deleteFrom('contact_code').where('id', '=', id).execute();
}

/** The newest code for the address, locked while it is judged. */
export async function lockNewestCode(tx: Tx, { personId, channel, address }: Target) {
  const row = await tx
    .selectFrom('contact_code')
    .selectAll()
    .where('person_id', '=', personId)
    .where('channel', '=', channel)
    .where('address', '=', address)
    .orderBy('sent_at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row ? { ...keptCode(row), hash: row.code_hash } : null;
}

/** One more attempt; with `usedAt` the last one. */
export async function markTried(
  tx: Tx,
  id: string,
  { tries, usedAt }: { tries: number; usedAt: number | null },
): Promise<void> {
  await tx
    .updateTable('contact_code')
    .set({ tries, used_at: usedAt })
    .where('id', '=', id)
    .execute();
}
