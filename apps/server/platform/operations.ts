import type { Clock } from '@anyuan/contracts/clock.ts';
import type { OperationKind } from '@anyuan/contracts/facts.ts';
import type { OperationView } from '@anyuan/contracts/live.ts';
import { type Selectable, sql } from 'kysely';
import { v7 } from 'uuid';
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
  openSubjects(kind: OperationKind): Promise<string[]>;
  /** One that another instance raised or cleared; a failure leaves it for the next snapshot. */
  show(id: string): Promise<void>;
}

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
      if (raised) options.onChanged([{ id, kind, schoolId, text, raisedAt: now, clearedAt: null }]);
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
      options.onChanged([viewOf(row)]);
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
      const rows = await db.query
        .selectFrom('operation')
        .selectAll()
        .where('cleared_at', 'is', null)
        .orderBy('raised_at', 'desc')
        .limit(200)
        .execute();
      return rows.map(viewOf);
    },
    async show(id) {
      const rows = await db.query
        .selectFrom('operation')
        .selectAll()
        .where('id', '=', id)
        .execute()
        .catch(() => []);
      if (rows.length > 0) options.onChanged(rows.map(viewOf));
    },
  };
}

function viewOf(r: Selectable<Tables['operation']>): OperationView {
  return {
    id: r.id,
    kind: r.kind,
    schoolId: r.school_id,
    text: r.text,
    raisedAt: r.raised_at,
    clearedAt: r.cleared_at,
  };
}
