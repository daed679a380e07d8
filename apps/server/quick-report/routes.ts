import type { QuickReport } from '@anyuan/contracts/quick-report.ts';
import { quickReportRoutes as r } from '@anyuan/contracts/routes/quick-reports.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import type { QuickReportOptions, QuickReports } from './service.ts';
import * as store from './store.ts';
import { type ReportNames, viewsOf } from './views.ts';

export interface ServeQuickReports extends QuickReportOptions {
  reports: QuickReports;
  names: ReportNames;
}

const mineMax = 50;

/** Reports of these incidents that this person may see, newest first. */
export async function reportsOfIncidents(
  { db, names }: Pick<ServeQuickReports, 'db' | 'names'>,
  who: Who,
  incidentIds: readonly string[],
): Promise<QuickReport[]> {
  const filter = { ...store.readerOf(who), state: 'any', incidentIds, limit: mineMax } as const;
  return showReports(db.query, await store.listReports(db.query, filter), names);
}

async function showReports(db: store.Query, found: readonly store.Found[], names: ReportNames) {
  const ids = found.map((f) => f.report.id);
  return viewsOf(found, await store.findParts(db, ids), names);
}

export function serveQuickReports(http: Http, options: ServeQuickReports): void {
  const { db, names, reports } = options;
  const shown = (found: readonly store.Found[]) => showReports(db.query, found, names);
  const one = async (who: Who, id: string) => {
    const [report] = await shown([await reports.need(who, id)]);
    return { report: report as NonNullable<typeof report> };
  };
  http.serve(r.sendQuickReport, async ({ who, body }) => ({
    missing: await reports.send(who, body),
  }));
  http.serve(r.sendReportPart, async ({ who, params, body }) => {
    await reports.storePart(who, params, body);
    return { ok: true as const };
  });
  http.serve(r.myQuickReports, async ({ who }) => ({
    reports: await shown(await store.findOwn(db.query, who.personId, mineMax)),
  }));
  http.serve(r.listQuickReports, async ({ who, query }) => {
    const { limit, incidentId, ...filter } = query;
    const found = await store.listReports(db.query, {
      ...{ ...filter, ...store.readerOf(who), limit: limit + 1 },
      incidentIds: incidentId === undefined ? undefined : [incidentId],
    });
    return { reports: await shown(found.slice(0, limit)), more: found.length > limit };
  });
  http.serve(r.showQuickReport, async ({ who, params, query }) => {
    const reply = await one(who, params.quickReportId);
    const before = await store.findViews(db.query, params.quickReportId);
    await reports.noteView(who, params.quickReportId, query.follows !== undefined);
    const views = before.map(({ at, person_id: id, reason }) => ({
      ...{ at, reason, personName: id === null ? '—' : names.person(id) },
    }));
    return { ...reply, views };
  });
  http.serve(r.openReportPart, async ({ who, params, query, reply }) => {
    const { bytes, mediaType } = await reports.openPart(who, { ...params, ...query });
    return reply
      .type(mediaType)
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .send(bytes);
  });
  serveSettling(http, reports, one);
}

function serveSettling(
  http: Http,
  reports: QuickReports,
  one: (who: Who, id: string) => Promise<{ report: QuickReport }>,
): void {
  http.serve(r.closeQuickReport, async ({ who, params, body }) => {
    await reports.close(who, params.quickReportId, body.reason);
    return one(who, params.quickReportId);
  });
  http.serve(r.reopenQuickReport, async ({ who, params }) => {
    await reports.reopen(who, params.quickReportId);
    return one(who, params.quickReportId);
  });
  http.serve(r.openIncidentOfReport, async ({ who, params, body }) => {
    await reports.toIncident(who, params.quickReportId, body);
    return one(who, params.quickReportId);
  });
}
