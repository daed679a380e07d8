import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ReportKind } from '@anyuan/contracts/report-lists.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { ReportBody } from '../platform/tables-reports.ts';
import type { Figures } from './figures.ts';
import type { Report } from './report.ts';
import * as store from './report-store.ts';
import { reportTitle } from './report-words.ts';
import type { FiguresScope } from './scope.ts';

export interface ReportJobsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  figures: Figures;
}

const retryMs = 30_000;
const rangeOf = {
  day: 'today',
  week: 'week',
  month: 'month',
  term: 'term',
} as const satisfies Record<ReportKind, FiguresScope['range']>;

/** What makes PDFs and workbooks takes some 25 MB: it comes with the first report. */
async function fileOf(report: Report): Promise<Buffer> {
  if (report.format === 'pdf') return (await import('./report-pdf.ts')).pdfOf(report);
  return (await import('./report-sheet.ts')).workbookOf(report);
}

/** Makes reports one after the other, beside everything that is in a hurry; throws files away after a day. */
export function makeReportJobs({ db, clock, log, figures }: ReportJobsOptions): DueTimer {
  const make = async (id: string, { scope, ...body }: ReportBody): Promise<void> => {
    const asked = {
      ...(scope as FiguresScope),
      ...{ range: rangeOf[body.kind], days: body.days, alarmKind: body.alarmKind },
    };
    const report: Report = { ...body, figures: await figures.read(asked) };
    await store.noteStep(db.query, id, 1);
    const file = await fileOf(report);
    await store.noteStep(db.query, id, 2);
    const fileName = `${reportTitle(body)}.${body.format}`;
    await store.keepFile(db.query, { id, fileName, file, now: clock.now() });
  };
  return makeDueTimer({
    name: 'report jobs',
    clock,
    log,
    pollMs: 5000,
    nextDue: () => store.findNextDue(db.query),
    async run() {
      const now = clock.now();
      await store.deleteExpired(db.query, now);
      const claimed = await store.claimReport(db.query, now);
      if (!claimed) return false;
      try {
        await make(claimed.id, claimed.body);
      } catch (err) {
        log.error({ err, report: claimed.id }, 'report failed, will be tried again');
        await store.setBack(db.query, claimed.id, clock.now() + retryMs);
      }
      return true;
    },
  });
}
