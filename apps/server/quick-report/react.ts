import type { Side } from '@anyuan/contracts/incident.ts';
import { newsOfReport } from '@anyuan/core/quick-report/news.ts';
import type { Tx } from '../platform/db.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Notice, Notices } from '../platform/notices.ts';
import { findReport } from './store.ts';

export interface ReportNewsOptions {
  notices: Notices;
  names: { school(schoolId: string): string };
  /** On duty at that side; where nobody is, everybody who works incidents there. */
  workers(tx: Tx, schoolId: string, side: Side): Promise<string[]>;
}

/** Consumer `quickReportNews`: a new report is told to who must look, what became of it to who made it. */
export function makeReportNews(options: ReportNewsOptions): Reaction {
  const { notices, names, workers } = options;
  return reaction({
    consumer: 'quickReportNews',
    types: ['quickReport.sent', 'quickReport.closed', 'quickReport.becameIncident'],
    async run(tx, entries) {
      const made: Notice[] = [];
      for (const { fact, factId } of entries) {
        const found = await findReport(tx, fact.reportId);
        if (!found) continue;
        const { report } = found;
        const isNew = fact.type === 'quickReport.sent';
        const hearers = isNew ? await workers(tx, report.schoolId, report.side) : [report.personId];
        const personIds = hearers.filter((id) => id !== fact.personId);
        if (personIds.length === 0) continue;
        made.push({
          ...newsOfReport(fact, { kind: report.kind, school: names.school(report.schoolId) }),
          ...{ key: `quickReport:${factId}`, personIds, tag: report.id },
          path: isNew ? `/m/quick-reports/${report.id}` : '/m/reports',
          // Somebody suspicious at the gate cannot wait for the morning.
          everyday: !(isNew && report.kind === 'suspicious'),
        });
      }
      await notices.add(tx, made);
    },
    committed: () => notices.wake(),
  });
}
