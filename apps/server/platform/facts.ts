import type { Fact, FactType } from '@anyuan/contracts/facts.ts';
import { sql } from 'kysely';
import { json, type Tx } from './db.ts';
import { newId } from './ids.ts';

/** A fact on its way into the record. */
export interface FactEntry {
  at: number;
  schoolId: string | null;
  fact: Fact;
}

/** Channel that wakes delivery consumers of every instance; the payload names them. */
export const deliveryChannel = 'anyuan_delivery';

export interface FactRow {
  id: string;
  at: number;
  type: FactType;
  schoolId: string | null;
  alarmId: string | null;
  incidentId: string | null;
  fact: Fact;
  consumers: readonly string[];
}

/** Appends facts and, in the same transaction, one delivery per fact and consumer. */
export interface Facts {
  append(tx: Tx, entries: readonly FactEntry[]): Promise<void>;
  /** The rows themselves, for the intake path, which writes them with its own statement. */
  rows(entries: readonly FactEntry[]): FactRow[];
}

/** Payload of the wake: which consumers have something to do. */
export function consumersOfRows(rows: readonly FactRow[]): string {
  return [...new Set(rows.flatMap((r) => r.consumers))].join(',');
}

/** `consumersOf` maps each fact type to the consumers that take it; built in main.ts from the reactions. */
export function makeFacts(consumersOf: ReadonlyMap<FactType, readonly string[]>): Facts {
  const rows = (entries: readonly FactEntry[]): FactRow[] =>
    entries.map(({ at, schoolId, fact }) => ({
      id: newId(),
      at,
      type: fact.type,
      schoolId,
      alarmId: 'alarmId' in fact ? fact.alarmId : null,
      incidentId: 'incidentId' in fact ? fact.incidentId : null,
      fact,
      consumers: consumersOf.get(fact.type) ?? [],
    }));

  const append = async (tx: Tx, entries: readonly FactEntry[]): Promise<void> => {
    if (entries.length === 0) return;
    const made = rows(entries);
    await tx
      .insertInto('fact')
      .values(
        made.map((r) => ({
          id: r.id,
          at: r.at,
          type: r.type,
          school_id: r.schoolId,
          alarm_id: r.alarmId,
          incident_id: r.incidentId,
          body: json(r.fact),
        })),
      )
      .execute();
    const deliveries = made.flatMap((r) =>
      r.consumers.map((consumer) => ({
        consumer,
        fact: json(r.fact),
        fact_id: r.id,
        school_id: r.schoolId,
        at: r.at,
        due_at: r.at,
      })),
    );
    if (deliveries.length === 0) return;
    await tx.insertInto('delivery').values(deliveries).execute();
    await sql`select pg_notify(${deliveryChannel}, ${consumersOfRows(made)})`.execute(tx);
  };

  return { append, rows };
}
