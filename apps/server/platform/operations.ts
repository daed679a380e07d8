import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { OperationKind } from '@anyuan/contracts/facts.ts';
import type { OperationView } from '@anyuan/contracts/live.ts';
import { type Selectable, sql } from 'kysely';
import { v7 } from 'uuid';
import { appendAudit } from './audit.ts';
import type { Db } from './db.ts';
import type { Facts } from './facts.ts';
import type { Tables } from './tables.ts';

/** Tells every instance, and so every screen, which one was raised or cleared. */
export const operationChannel = 'anyuan_operation';

/** Alarms about the system itself: one open row per kind and subject, however often it is said. */
export interface Operations {
  raise(about: {
    kind: OperationKind;
    subject: string;
    schoolId?: string | null;
    text: string;
  }): Promise<void>;
  clear(kind: OperationKind, subject: string): Promise<void>;
  open(): Promise<OperationView[]>;
  /** Says who takes care of it, or (null) that nobody does. Changes nothing that is cleared or somebody else's. */
  take(id: string, by: { personId: string; taken: boolean }, maySee: MaySee): Promise<void>;
  openSubjects(kind: OperationKind): Promise<string[]>;
  /** One that another instance raised or cleared; a failure leaves it for the next snapshot. */
  show(id: string): Promise<void>;
}

type MaySee = (schoolId: string | null) => boolean;

export function makeOperations(options: {
  db: Db;
  clock: Clock;
  facts: Facts;
  onChanged(operations: readonly OperationView[]): void;
}): Operations {
  const { db, clock, facts } = options;
  return {
    async raise({ kind, subject, schoolId = null, text }) {
      const now = clock.now();
      const id = v7();
      const row = {
        id,
        kind,
        subject,
        school_id: schoolId,
        text,
        raised_at: now,
        cleared_at: null,
      };
      const raised = await db.query.transaction().execute(async (tx) => {
        const inserted = await tx
          .insertInto('operation')
          .values(row)
          .onConflict((c) =>
            c.columns(['kind', 'subject']).where('cleared_at', 'is', null).doNothing(),
          )
          .returning('id')
          .executeTakeFirst();
        if (!inserted) return false;
        const fact = { type: 'operation.raised', operationId: id, kind } as const;
        await facts.append(tx, [{ at: now, schoolId, fact }]);
        await sql`select pg_notify(${operationChannel}, ${id})`.execute(tx);
        return true;
      });
      if (!raised) return;
      const nobody = { takenBy: null, takenAt: null };
      options.onChanged([{ id, kind, schoolId, text, raisedAt: now, clearedAt: null, ...nobody }]);
    },
    async clear(kind, subject) {
      const now = clock.now();
      const row = await db.query.transaction().execute(async (tx) => {
        const cleared = await tx
          .updateTable('operation')
          .set({ cleared_at: now })
          .where('kind', '=', kind)
          .where('subject', '=', subject)
          .where('cleared_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!cleared) return null;
        const fact = { type: 'operation.cleared', operationId: cleared.id, kind } as const;
        await facts.append(tx, [{ at: now, schoolId: cleared.school_id, fact }]);
        await sql`select pg_notify(${operationChannel}, ${cleared.id})`.execute(tx);
        return cleared;
      });
      if (!row) return;
      options.onChanged(await findViews(db, [row.id]));
    },
    async take(id, { personId, taken }, maySee) {
      const row = await db.query
        .selectFrom('operation')
        .select(['school_id', 'taken_by'])
        .where('id', '=', id)
        .where('cleared_at', 'is', null)
        .executeTakeFirst();
      if (!row || !maySee(row.school_id)) throw new Refusal('operation.unknown');
      if (row.taken_by !== null && row.taken_by !== personId) throw new Refusal('operation.taken');
      const now = clock.now();
      const change = taken
        ? { taken_by: personId, taken_at: now }
        : { taken_by: null, taken_at: null };
      await db.query.transaction().execute(async (tx) => {
        await tx
          .updateTable('operation')
          .set(change)
          .where('id', '=', id)
          .where((e) => e.or([e('taken_by', 'is', null), e('taken_by', '=', personId)]))
          .execute();
        const action = taken ? 'operation.taken' : 'operation.givenBack';
        await appendAudit(tx, { at: now, personId, action, subject: id, detail: {} });
        await sql`select pg_notify(${operationChannel}, ${id})`.execute(tx);
      });
      options.onChanged(await findViews(db, [id]));
    },
    async openSubjects(kind) {
      const rows = await db.query
        .selectFrom('operation')
        .select('subject')
        .where('kind', '=', kind)
        .where('cleared_at', 'is', null)
        .execute();
      return rows.map((r) => r.subject);
    },
    async open() {
      return findViews(db, null);
    },
    async show(id) {
      const views = await findViews(db, [id]).catch(() => []);
      if (views.length > 0) options.onChanged(views);
    },
  };
}

/** These, or all open ones, newest first. */
async function findViews(db: Db, ids: readonly string[] | null): Promise<OperationView[]> {
  let found = db.query
    .selectFrom('operation')
    .leftJoin('person', 'person.id', 'operation.taken_by')
    .selectAll('operation')
    .select('person.name as taker')
    .orderBy('raised_at', 'desc')
    .limit(200);
  found = ids ? found.where('operation.id', 'in', [...ids]) : found.where('cleared_at', 'is', null);
  return (await found.execute()).map(viewOf);
}

function viewOf(r: Selectable<Tables['operation']> & { taker: string | null }): OperationView {
  return {
    id: r.id,
    kind: r.kind,
    schoolId: r.school_id,
    text: r.text,
    raisedAt: r.raised_at,
    clearedAt: r.cleared_at,
    takenBy: r.taker,
    takenAt: r.taken_at,
  };
}
