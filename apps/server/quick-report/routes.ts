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

export function serveQuickReports(http: Http, options: ServeQuickReports): void {
  const { db, names, reports } = options;
  const shown = async (found: readonly store.Found[]) =>
    viewsOf(
      found,
      await store.findParts(
        db.query,
        found.map((f) => f.report.id),
      ),
      names,
    );
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
    const { limit, ...filter } = query;
    const found = await store.listReports(db.query, {
      ...filter,
      schoolIds: [...who.schoolIds('incident.handle')],
      lines: {
        school: [...who.schoolIds('incident.schoolLine')],
        police: [...who.schoolIds('incident.policeLine')],
      },
      limit: limit + 1,
    });
    return { reports: await shown(found.slice(0, limit)), more: found.length > limit };
  });
  http.serve(r.showQuickReport, async ({ who, params }) => {
    const reply = await one(who, params.quickReportId);
    const before = await store.findViews(db.query, params.quickReportId);
    await reports.noteView(who, params.quickReportId);
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
