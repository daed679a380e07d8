import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';
import type { EvidenceView } from './evidence.ts';
import type { KeptKey } from './kept-key.ts';
import type { EvidenceKey } from './signing.ts';

const keptUnder = 'evidence-key';
/** The same for every instance: one at a time makes, seals or renews the key. */
const advisoryLock = 7_305_011_850;

/** The key that signs, held until the end of the transaction; plain as an older program left it, null before the first. */
export async function lockKept(tx: Tx): Promise<KeptKey | EvidenceKey | null> {
  await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(tx);
  const row = await tx
    .selectFrom('installation')
    .select('value')
    .where('key', '=', keptUnder)
    .executeTakeFirst();
  return (row?.value as KeptKey | EvidenceKey | undefined) ?? null;
}

export async function saveKept(tx: Tx, kept: KeptKey): Promise<void> {
  const value = json(kept);
  await tx
    .insertInto('installation')
    .values({ key: keptUnder, value })
    .onConflict((c) => c.column('key').doUpdateSet({ value }))
    .execute();
}

/** Who did one of these with any of these subjects, oldest first. */
export async function findViews(
  db: Kysely<Tables>,
  of: { subjects: readonly string[]; actions: readonly string[] },
): Promise<EvidenceView[]> {
  const rows = await db
    .selectFrom('audit')
    .leftJoin('person', 'person.id', 'audit.person_id')
    .select(['audit.at', 'audit.action', 'audit.detail', 'person.name'])
    .where('audit.subject', 'in', [...of.subjects])
    .where('audit.action', 'in', [...of.actions])
    .orderBy('audit.id')
    .execute();
  return rows.map(({ at, action, detail, name }) => {
    // Of a look through a camera: which one.
    const { reason = detail.camera } = detail;
    return { at, action, personName: name, reason: typeof reason === 'string' ? reason : null };
  });
}
