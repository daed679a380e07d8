import type { QuickReport } from '@anyuan/contracts/quick-report.ts';
import type { Found, PartRow } from './store.ts';

/** Words for ids, from whoever knows them. */
export interface ReportNames {
  school(schoolId: string): string;
  person(personId: string): string;
}

/** Reports as pages show them. `parts`: of all of them. */
export function viewsOf(
  found: readonly Found[],
  parts: readonly PartRow[],
  names: ReportNames,
): QuickReport[] {
  const ofReport = Map.groupBy(parts, (p) => p.report_id);
  return found.map(({ report, incident }) => {
    const { personId, settledBy, zoneId: _zone, ...rest } = report;
    return {
      ...rest,
      schoolName: names.school(report.schoolId),
      reporterName: names.person(personId),
      settledByName: settledBy === null ? null : names.person(settledBy),
      incidentNumber: incident?.number ?? null,
      incidentState: incident?.state ?? null,
      parts: (ofReport.get(report.id) ?? []).map((p) => ({
        ...{ id: p.id, kind: p.kind, storedAt: p.stored_at, deletedAt: p.deleted_at },
      })),
    };
  });
}
