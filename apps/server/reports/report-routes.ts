import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { reportKeptMs } from '@anyuan/contracts/report-lists.ts';
import { type ReportView, reportRoutes } from '@anyuan/contracts/routes/reports.ts';
import { periodOf } from '@anyuan/core/reports/periods.ts';
import { localDay } from '@anyuan/core/roster/local-time.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { attachment, spreadsheetType } from '../platform/spreadsheet.ts';
import * as store from './report-store.ts';
import type { FigureRoutesOptions } from './routes.ts';
import { findTerms, saveTerms } from './terms-store.ts';

export interface ReportRoutesOptions {
  db: Db;
  clock: Clock;
  scopeOf: FigureRoutesOptions['scopeOf'];
  /** Whose terms hold at an organisation, itself first. */
  lineOf(organisationId: string): readonly string[];
  organisationName(organisationId: string): string | null;
  /** Something is to be made. */
  wake(): void;
}

/** One person cannot fill the machine with reports. */
const mostWaiting = 5;

type Row = Awaited<ReturnType<typeof store.findReports>>[number];

function viewOf({ id, state, body, steps_done, steps, asked_at, due_at }: Row): ReportView {
  const { kind, days, organisationName, alarmKind, format } = body;
  return {
    ...{ id, kind, fromDay: days.from, toDay: days.to, organisationName, alarmKind, format },
    ...{ state, stepsDone: steps_done, steps, askedAt: asked_at },
    keptUntil: state === 'done' ? due_at : null,
  };
}

/** 报表: asked for, made in the background, fetched within a day by whoever asked. */
export function serveReports(http: Http, options: ReportRoutesOptions): void {
  const { db, clock, scopeOf, lineOf } = options;

  http.serve(reportRoutes.askReport, async ({ who, body }) => {
    const { personId } = who;
    const { id, kind, alarmKind, format, reason } = body;
    const scope = scopeOf(who, body.organisationId);
    const { organisation } = scope;
    if ((await store.countWaiting(db.query, personId)) >= mostWaiting) {
      throw new Refusal('report.tooMany');
    }
    const { terms } = await findTerms(db.query, lineOf(organisation.id));
    const at = clock.now();
    const today = localDay(at, organisation.timeZone);
    const days = periodOf({ kind, day: body.day, today, terms });
    await appendAudit(db.query, {
      ...{ at, personId, action: 'report.exported', subject: organisation.id },
      detail: { reason, kind, from: days.from, to: days.to, alarmKind, format },
    });
    const { name: organisationName } = organisation;
    const { locale, name: byName } = who;
    await store.insertReport(db.query, {
      ...{ id, personId, organisationId: organisation.id, at },
      body: { kind, days, alarmKind, format, locale, organisationName, byName, scope },
    });
    options.wake();
    const row = await store.findReport(db.query, id, personId);
    if (!row) throw new Refusal('subject.unknown');
    return { report: viewOf(row) };
  });

  http.serve(reportRoutes.listReports, async ({ who }) => {
    const since = clock.now() - reportKeptMs;
    const rows = await store.findReports(db.query, who.personId, since);
    return { reports: rows.map(viewOf) };
  });

  http.serve(reportRoutes.fetchReport, async ({ who, params, reply }) => {
    const asked = { id: params.reportId, personId: who.personId, now: clock.now() };
    const found = await store.findFile(db.query, asked);
    if (!found?.file || found.file_name === null) throw new Refusal('report.gone');
    return reply
      .type(found.body.format === 'pdf' ? 'application/pdf' : spreadsheetType)
      .header('content-disposition', attachment(found.file_name))
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .send(found.file);
  });

  serveTerms(http, options);
}

/** 学期: when terms begin and end, for an organisation and all below that say nothing else. */
function serveTerms(http: Http, options: ReportRoutesOptions): void {
  const { db, clock, lineOf } = options;
  const termsOf = async (organisationId: string) => {
    const { terms, ofId } = await findTerms(db.query, lineOf(organisationId));
    return { terms, from: ofId === null ? null : options.organisationName(ofId) };
  };
  http.serve(reportRoutes.showTerms, ({ params }) => termsOf(params.organisationId));
  http.serve(reportRoutes.saveTerms, async ({ params, body, who }) => {
    const { organisationId } = params;
    await db.query.transaction().execute(async (tx) => {
      const before = await findTerms(tx, [organisationId]);
      await saveTerms(tx, organisationId, body.terms);
      await appendAudit(tx, {
        ...{ at: clock.now(), personId: who.personId, action: 'terms.changed' },
        subject: organisationId,
        detail: { before: before.terms, after: body.terms },
      });
    });
    return termsOf(organisationId);
  });
}
