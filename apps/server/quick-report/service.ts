import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { IncidentKind, Side } from '@anyuan/contracts/incident.ts';
import type { quickReportRoutes } from '@anyuan/contracts/routes/quick-reports.ts';
import { mediaTypeOf, withoutMetadata } from '@anyuan/core/quick-report/media.ts';
import {
  becomeIncident,
  closeReport,
  isEmpty,
  madeOf,
  type Report,
  reopenReport,
  type Settled,
} from '@anyuan/core/quick-report/quick-report.ts';
import { sql } from 'kysely';
import type { z } from 'zod';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Who } from '../platform/who.ts';
import type { PartFiles } from './part-files.ts';
import * as store from './store.ts';

/** What an incident is opened with. */
export interface OpenedFrom {
  report: Report;
  kind: IncidentKind;
  title: string;
}

export interface QuickReportOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  files: PartFiles;
  /** The place in words; null: no such zone at this school. */
  zonePlace(schoolId: string, zoneId: string): string | null;
  /** Opens an incident with the id of the report in the transaction; the ids to tell of after the commit. */
  openIncident(tx: Tx, from: OpenedFrom, personId: string): Promise<string[]>;
  tellIncidents(ids: readonly string[]): Promise<void>;
}

/** Every instance hears of a change after its commit: school and reporter, nothing of the report itself. */
export const quickReportChannel = 'anyuan_quick_report';

const announce = (tx: Db['query'] | Tx, { schoolId, personId }: Report) =>
  sql`select pg_notify(${quickReportChannel}, ${`${schoolId} ${personId}`})`.execute(tx);

type Given = z.output<(typeof quickReportRoutes)['sendQuickReport']['body']>;

export type QuickReports = ReturnType<typeof makeQuickReports>;

const shown = (text: string) => text.replaceAll('\0', '').toWellFormed().trim();

/** May this person work on it: on the side of the reporter, or on either once the incident is shared. */
export function mayHandle(who: Pick<Who, 'may'>, { report, incident }: store.Found): boolean {
  const { schoolId, side } = report;
  if (!who.may('incident.handle', schoolId)) return false;
  return who.may(`incident.${side}Line`, schoolId) || incident?.shared === true;
}

function sideOf(who: Pick<Who, 'may'>, schoolId: string): Side {
  const isPolice = who.may('incident.policeLine', schoolId);
  return isPolice && !who.may('incident.schoolLine', schoolId) ? 'police' : 'school';
}

/** A page that stays open for longer than a shift is another look. */
const lookMs = 8 * 3_600_000;

/** 随手报: taken from phones, looked at, turned into an incident or closed. */
export function makeQuickReports(options: QuickReportOptions) {
  const { db, clock, facts, files } = options;

  const need = async (who: Who, id: string): Promise<store.Found> => {
    const found = await store.findReport(db.query, id);
    if (!found || !mayHandle(who, found)) throw new Refusal('subject.unknown');
    return found;
  };

  const settle = async (
    who: Who,
    id: string,
    decide: (report: Report, tx: Tx) => Settled | Promise<Settled>,
  ): Promise<void> => {
    await db.query.transaction().execute(async (tx) => {
      const found = await store.lockReport(tx, id);
      if (!found || !mayHandle(who, found)) throw new Refusal('subject.unknown');
      const decided = await decide(found.report, tx);
      if (!decided.ok) throw new Refusal(decided.code);
      if (decided.facts.length === 0) return;
      await store.updateSettled(tx, decided.report);
      await announce(tx, decided.report);
      const { schoolId } = found.report;
      await facts.append(
        tx,
        decided.facts.map((fact) => ({ at: clock.now(), schoolId, fact })),
      );
    });
  };
  const by = ({ personId }: Who) => ({ personId, now: clock.now() });

  return {
    need,
    /** Ids of the parts that have not come yet. Refuses with `quickReport.empty`. */
    async send(who: Who, given: Given): Promise<string[]> {
      const { schoolId, zoneId, madeAt: _made, sentAt: _sent, parts, ...rest } = given;
      const words = shown(given.words);
      if (isEmpty({ words, parts })) throw new Refusal('quickReport.empty');
      const now = clock.now();
      const place = zoneId === null ? null : options.zonePlace(schoolId, zoneId);
      if (zoneId !== null && place === null) throw new Refusal('subject.unknown');
      const report: Report = {
        ...rest,
        ...{ schoolId, zoneId, words, place: place ?? shown(given.place) },
        ...{ personId: who.personId, side: sideOf(who, schoolId), receivedAt: now },
        ...madeOf(given, now),
        ...{ state: 'open', settledAt: null, settledBy: null, reason: null, incidentId: null },
      };
      await db.query.transaction().execute(async (tx) => {
        // Sent again because the answer was lost.
        if (!(await store.insertReport(tx, report))) return;
        await store.insertParts(tx, report.id, parts);
        const { id: reportId, personId, kind } = report;
        const sent = { type: 'quickReport.sent', reportId, personId, kind } as const;
        await facts.append(tx, [{ at: now, schoolId, fact: { ...sent, parts: parts.length } }]);
        await announce(tx, report);
      });
      const found = await store.findReport(db.query, report.id);
      if (found?.report.personId !== who.personId) throw new Refusal('subject.unknown');
      const known = await store.findParts(db.query, [report.id]);
      return known.filter((p) => p.stored_at === null && p.deleted_at === null).map((p) => p.id);
    },
    /** Refuses with `quickReport.notMedia`, `disk.full`, `clip.keyMissing`. */
    async storePart(who: Who, at: { quickReportId: string; partId: string }, body: unknown) {
      const found = await store.findReport(db.query, at.quickReportId);
      if (found?.report.personId !== who.personId) throw new Refusal('subject.unknown');
      const parts = await store.findParts(db.query, [at.quickReportId]);
      const part = parts.find((p) => p.id === at.partId);
      if (!part) throw new Refusal('subject.unknown');
      if (part.stored_at !== null || part.deleted_at !== null) return;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const mediaType = mediaTypeOf(part.kind, bytes);
      if (mediaType === null) throw new Refusal('quickReport.notMedia');
      const kept = part.kind === 'photo' ? Buffer.from(withoutMetadata(bytes) ?? []) : bytes;
      // The file first: a row without a file would be a lie, a file without a row is written again.
      await files.write(part.id, kept);
      const stored = { media_type: mediaType, bytes: kept.length, stored_at: clock.now() };
      await store.updatePart(db.query, part.id, stored);
      await announce(db.query, found.report);
    },
    /** The bytes, after the look is on record. Refuses with `quickReport.partGone`. */
    async openPart(who: Who, at: { quickReportId: string; partId: string; reason: string }) {
      const { report } = await need(who, at.quickReportId);
      const parts = await store.findParts(db.query, [report.id]);
      const part = parts.find((p) => p.id === at.partId);
      if (!part?.media_type || part.deleted_at !== null) throw new Refusal('quickReport.partGone');
      const reason = shown(at.reason);
      if (reason === '') throw new Refusal('request.invalid', { where: 'reason', what: 'empty' });
      await appendAudit(db.query, {
        at: clock.now(),
        personId: who.personId,
        action: 'quickReport.mediaOpened',
        subject: report.id,
        detail: { partId: part.id, kind: part.kind, reason },
      });
      const bytes = await files.read(part.id);
      if (!bytes) throw new Refusal('quickReport.partGone');
      return { bytes, mediaType: part.media_type };
    },
    /** `follows`: no second line for a page that is still open; where no first one stands it is written all the same. */
    async noteView(who: Who, reportId: string, follows: boolean): Promise<void> {
      const [at, { personId }] = [clock.now(), who];
      const look = { reportId, personId, since: at - lookMs };
      if (follows && (await store.wasViewed(db.query, look))) return;
      await appendAudit(db.query, {
        ...{ at, personId },
        action: 'quickReport.viewed',
        subject: reportId,
        detail: {},
      });
    },
    close: (who: Who, id: string, reason: string) =>
      settle(who, id, (report) => closeReport(report, shown(reason), by(who))),
    reopen: (who: Who, id: string) => settle(who, id, (report) => reopenReport(report, by(who))),
    async toIncident(who: Who, id: string, as: { kind: IncidentKind; title: string }) {
      let opened: string[] = [];
      await settle(who, id, async (report, tx) => {
        const decided = becomeIncident(report, report.id, by(who));
        if (decided.ok && decided.facts.length > 0)
          opened = await options.openIncident(tx, { report, ...as }, who.personId);
        return decided;
      });
      if (opened.length > 0) await options.tellIncidents(opened);
    },
  };
}
