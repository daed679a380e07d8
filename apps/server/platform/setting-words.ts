import type { AuditAction } from '@anyuan/contracts/audit.ts';
import { type ErrorCode, Refusal } from '@anyuan/contracts/errors.ts';
import { sql } from 'kysely';
import type { z } from 'zod';
import { appendAudit } from './audit.ts';
import { type Db, json, type Tx } from './db.ts';
import { newId } from './ids.ts';

/** One scope's own word, with the version that was seen when it was written (0: there was none). */
export interface WordWanted<Scope extends string, Own> {
  scope: Scope;
  subject: string;
  /** Null: as the wider scope says. */
  own: Own | null;
  baseVersion: number;
  personId: string;
  reason: string;
}

/** A word as it was said once, with who said it. */
export interface WordSaid<Scope extends string, Own> {
  scope: Scope;
  subject: string;
  version: number;
  own: Own | null;
  personName: string;
  reason: string;
  at: number;
}

export interface SettingWords<Scope extends string, Own> {
  /** The word that counts of every scope of everybody, by `keyOf`. */
  newest(): Promise<ReadonlyMap<string, Own>>;
  /** All words of one, newest first. */
  history(ownerId: string): Promise<WordSaid<Scope, Own>[]>;
  /** Adds a word and its line of the audit; gives what counted until now. Refuses with `stale`. */
  put(
    tx: Tx,
    said: { ownerId: string; at: number; wanted: WordWanted<Scope, Own> },
  ): Promise<Own | null>;
}

export const keyOf = (ownerId: string, scope: string, subject: string) =>
  `${ownerId} ${scope} ${subject}`;

/**
 * Settings by inheritance, said scope by scope in a table that only grows: the newest row of a scope counts, the one before
 * it is what can be gone back to. A row that no longer fits the schema says nothing.
 */
export function makeSettingWords<Scope extends string, Own>(options: {
  db: Db;
  table: 'hearing_setting' | 'device_setting';
  /** The column that says whose word it is. */
  owner: 'school_id' | 'organisation_id';
  schema: z.ZodType<Own>;
  action: AuditAction;
  stale: ErrorCode;
}): SettingWords<Scope, Own> {
  const { db, schema, action, stale } = options;
  const table = sql.table(options.table);
  const owner = sql.ref(options.owner);
  const ownOf = (body: unknown): Own | null => schema.safeParse(body).data ?? null;

  return {
    async newest() {
      const { rows } = await sql<{ id: string; scope: Scope; subject: string; body: unknown }>`
        select distinct on (${owner}, scope, subject) ${owner} as id, scope, subject, body
        from ${table} order by ${owner}, scope, subject, version desc`.execute(db.query);
      const words = rows.map((r) => [keyOf(r.id, r.scope, r.subject), ownOf(r.body)] as const);
      return new Map(words.filter((word): word is [string, Own] => word[1] !== null));
    },
    async history(ownerId) {
      const { rows } = await sql<Omit<WordSaid<Scope, Own>, 'own'> & { body: unknown }>`
        select s.scope, s.subject, s.version, s.body, s.reason, s.at, coalesce(p.name, '—') as "personName"
        from ${table} s left join person p on p.id = s.person_id
        where ${owner} = ${ownerId} order by s.at desc, s.id desc limit 200`.execute(db.query);
      return rows.map(({ body, ...row }) => ({ ...row, own: ownOf(body) }));
    },
    async put(tx, { ownerId, at, wanted }) {
      const { scope, subject, own, baseVersion, personId, reason } = wanted;
      const { rows } = await sql<{ version: number; body: unknown }>`
        select version, body from ${table}
        where ${owner} = ${ownerId} and scope = ${scope} and subject = ${subject}
        order by version desc limit 1`.execute(tx);
      const was = rows[0] ?? { version: 0, body: null };
      if (was.version !== baseVersion) throw new Refusal(stale);
      // Two at once: the second finds that version there already.
      const inserted = await sql`
        insert into ${table} (id, ${owner}, scope, subject, version, body, person_id, reason, at)
        values (${newId()}, ${ownerId}, ${scope}, ${subject}, ${baseVersion + 1},
          ${own === null ? null : json(own)}, ${personId}, ${reason}, ${at})
        on conflict do nothing`.execute(tx);
      if (inserted.numAffectedRows !== 1n) throw new Refusal(stale);
      const detail = { scope, subject, own, before: was.body, reason };
      await appendAudit(tx, { at, personId, action, subject: ownerId, detail });
      return ownOf(was.body);
    },
  };
}
