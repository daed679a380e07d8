import type { Clock } from '@anyuan/contracts/clock.ts';
import type { OperationKind } from '@anyuan/contracts/facts.ts';
import type { OperationView } from '@anyuan/contracts/live.ts';
import { v7 } from 'uuid';
import type { Db } from './db.ts';
import type { Facts } from './facts.ts';

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
        return cleared;
      });
      if (!row) return;
      const { id, school_id: schoolId, text, raised_at: raisedAt } = row;
      options.onChanged([{ id, kind, schoolId, text, raisedAt, clearedAt: now }]);
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
      return rows.map((r) => ({
        id: r.id,
        kind: r.kind,
        schoolId: r.school_id,
        text: r.text,
        raisedAt: r.raised_at,
        clearedAt: r.cleared_at,
      }));
    },
  };
}
