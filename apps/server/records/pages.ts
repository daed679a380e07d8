import { answerTypes } from '@anyuan/contracts/record-lists.ts';
import type { RecordPage } from '@anyuan/contracts/routes/records.ts';
import { findAlarms } from './alarm-store.ts';
import { findFacts } from './fact-store.ts';
import { findIncidents } from './incident-store.ts';
import { cursorOf } from './query.ts';
import { askAlarms, askFacts, askIncidents, type Reader } from './scope.ts';
import { alarmView, answerView, factView, incidentView } from './views.ts';

export interface Found<V> {
  rows: V[];
  next: string | null;
}

/** One more than a page is read: whether there is a next one is known without counting. */
async function page<A extends { limit: number }, R, V>(
  asked: A,
  of: {
    find: (asked: A) => Promise<R[]>;
    cursor: (row: R) => string;
    view: (row: R) => V[];
  },
): Promise<Found<V>> {
  const found = await of.find({ ...asked, limit: asked.limit + 1 });
  const rows = found.slice(0, asked.limit);
  const last = rows.at(-1);
  const next = found.length > asked.limit && last !== undefined ? of.cursor(last) : null;
  return { rows: rows.flatMap(of.view), next };
}

/** How a page of each subject is read. */
export function makePages({ db, places }: Pick<Reader, 'db' | 'places'>) {
  const { query } = db;
  return {
    alarms: (asked: RecordPage, reader: Reader) =>
      page(askAlarms(asked, reader), {
        find: (a) => findAlarms(query, a),
        cursor: (r) => cursorOf(r.t2, r.id),
        view: (r) => [alarmView(r, places)],
      }),
    incidents: (asked: RecordPage, reader: Reader) =>
      page(askIncidents(asked, reader), {
        find: (a) => findIncidents(query, a),
        cursor: (r) => cursorOf(r.number, r.id),
        view: (r) => [incidentView(r, places)],
      }),
    answers: async (asked: RecordPage, reader: Reader) => {
      const types = asked.answer === undefined ? answerTypes : [asked.answer];
      return page(await askFacts(asked, reader, types), {
        find: (a) => findFacts(query, a),
        cursor: (r) => cursorOf(r.at, r.id),
        view: (r) => answerView(r, places),
      });
    },
    facts: async (asked: RecordPage, reader: Reader) =>
      page(await askFacts(asked, reader), {
        find: (a) => findFacts(query, a),
        cursor: (r) => cursorOf(r.at, r.id),
        view: (r) => [factView(r, { places, who: reader.who })],
      }),
  };
}
export type Pages = ReturnType<typeof makePages>;
