import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { answerTypes } from '@anyuan/contracts/record-lists.ts';
import { recordFilterSchema, type SavedFilter } from '@anyuan/contracts/records.ts';
import { type RecordPage, recordRoutes } from '@anyuan/contracts/routes/records.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { attachment, spreadsheetOf, spreadsheetType } from '../platform/spreadsheet.ts';
import type { Who } from '../platform/who.ts';
import { countAlarms } from './alarm-store.ts';
import { countFacts } from './fact-store.ts';
import { countIncidents } from './incident-store.ts';
import { type Found, makePages } from './pages.ts';
import type { Counted } from './query.ts';
import { deleteFilter, findFilters, saveFilter } from './saved-store.ts';
import { askAlarms, askFacts, askIncidents, type Reader, type RecordPlaces } from './scope.ts';
import { sheetNames, sheets } from './sheets.ts';

export interface RecordRoutesOptions {
  db: Db;
  clock: Clock;
  places: RecordPlaces;
}

/** 记录: search over alarms, incidents, answers and facts, each reader within what is theirs. */
export function serveRecords(http: Http, options: RecordRoutesOptions): void {
  const { db, clock, places } = options;
  const pages = makePages(options);
  const readerOf = (who: Who): Reader => ({ db, places, who, now: clock.now() });
  /** What stands on one page is counted; only a longer list is asked for its length. */
  const first = async <V>(asked: RecordPage, found: Found<V>, count: () => Promise<Counted>) => {
    if (asked.after !== undefined) return { ...found, count: null };
    const isWhole = found.next === null;
    return { ...found, count: isWhole ? { rows: found.rows.length, more: false } : await count() };
  };

  http.serve(recordRoutes.searchAlarms, async ({ query, who }) => {
    const reader = readerOf(who);
    const count = () => countAlarms(db.query, askAlarms(query, reader));
    return first(query, await pages.alarms(query, reader), count);
  });
  http.serve(recordRoutes.searchIncidents, async ({ query, who }) => {
    const reader = readerOf(who);
    const count = () => countIncidents(db.query, askIncidents(query, reader));
    return first(query, await pages.incidents(query, reader), count);
  });
  http.serve(recordRoutes.searchAnswers, async ({ query, who }) => {
    const reader = readerOf(who);
    const types = query.answer === undefined ? answerTypes : [query.answer];
    const count = async () => countFacts(db.query, await askFacts(query, reader, types));
    return first(query, await pages.answers(query, reader), count);
  });
  http.serve(recordRoutes.searchFacts, async ({ query, who }) => {
    const reader = readerOf(who);
    const count = async () => countFacts(db.query, await askFacts(query, reader));
    return first(query, await pages.facts(query, reader), count);
  });
  http.serve(recordRoutes.exportRecords, async ({ query, who, reply }) => {
    const { subject, reason, ...filter } = query;
    await appendAudit(db.query, {
      at: clock.now(),
      personId: who.personId,
      action: 'records.exported',
      subject,
      detail: { reason, ...filter },
    });
    const sheet = sheets({ pages, reader: readerOf(who), filter, locale: who.locale })[subject];
    const name = sheetNames[who.locale][subject];
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment(`${name}.xlsx`))
      .header('cache-control', 'private, no-store')
      .send(spreadsheetOf({ name, ...sheet }));
  });
  serveFilters(http, options);
}

function serveFilters(http: Http, { db, clock, places }: RecordRoutesOptions): void {
  const list = async (who: Who): Promise<{ filters: SavedFilter[] }> => {
    const organisationIds = [...new Set(who.assignments.map((a) => a.organisationId))];
    const rows = await findFilters(db.query, { personId: who.personId, organisationIds });
    const filters = rows.flatMap((row) => {
      // One kept before a field was renamed is as none.
      const filter = recordFilterSchema.safeParse(row.body);
      if (!filter.success) return [];
      const { id, name, subject, organisation_id: organisationId, by_name: byName } = row;
      const organisationName =
        organisationId === null ? null : places.organisationName(organisationId);
      const mine = row.person_id === who.personId;
      return [
        { id, name, subject, filter: filter.data, organisationId, organisationName, mine, byName },
      ];
    });
    return { filters };
  };
  http.serve(recordRoutes.listSavedFilters, ({ who }) => list(who));
  http.serve(recordRoutes.saveFilter, async ({ params, body, who }) => {
    const { name, subject, filter, sharedWith } = body;
    if (sharedWith !== null && !who.assignments.some((a) => a.organisationId === sharedWith)) {
      throw new Refusal('filter.notThere');
    }
    const { personId } = who;
    const saved = await saveFilter(db.query, {
      ...{ id: params.filterId, personId, organisationId: sharedWith, name, subject, filter },
      at: clock.now(),
    });
    if (!saved) throw new Refusal('filter.notYours');
    return list(who);
  });
  http.serve(recordRoutes.removeFilter, async ({ params, who }) => {
    await deleteFilter(db.query, { id: params.filterId, personId: who.personId });
    return { ok: true as const };
  });
}
