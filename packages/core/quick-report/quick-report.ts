import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { Side } from '@anyuan/contracts/incident.ts';
import type { QuickReportFact, ReportPosition } from '@anyuan/contracts/quick-report.ts';
import type { QuickReportKind, QuickReportState } from '@anyuan/contracts/quick-report-lists.ts';

/** A report as it is kept; photos and voice stand beside it. */
export interface Report {
  id: string;
  schoolId: string;
  personId: string;
  side: Side;
  kind: QuickReportKind;
  zoneId: string | null;
  place: string;
  position: ReportPosition | null;
  words: string;
  madeAt: number;
  receivedAt: number;
  clockOffMs: number;
  state: QuickReportState;
  settledAt: number | null;
  settledBy: string | null;
  reason: string | null;
  incidentId: string | null;
}

export type Settled =
  | { ok: true; report: Report; facts: QuickReportFact[] }
  | { ok: false; code: ErrorCode };

export interface By {
  personId: string;
  now: number;
}

/** What waited longer on a phone counts as made then. */
const longestWaitMs = 30 * 86_400_000;

/**
 * When a report was made, epoch ms of our clock, and how far the clock of the phone is off: it says that it was made
 * `sentAt - madeAt` before it was sent, which holds whatever that clock shows.
 */
export function madeOf(
  { madeAt, sentAt }: { madeAt: number; sentAt: number },
  now: number,
): { madeAt: number; clockOffMs: number } {
  const waitedMs = Math.min(longestWaitMs, Math.max(0, sentAt - madeAt));
  return { madeAt: now - waitedMs, clockOffMs: sentAt - now };
}

/** Nothing written, nothing shown, nothing said: nobody could do anything about it. */
export function isEmpty({ words, parts }: { words: string; parts: readonly unknown[] }): boolean {
  return words === '' && parts.length === 0;
}

/** Closed twice for the same reason (a repeated tap) changes nothing. */
export function closeReport(report: Report, reason: string, { personId, now }: By): Settled {
  if (report.state === 'closed' && report.reason === reason) return { ok: true, report, facts: [] };
  if (report.state !== 'open') return { ok: false, code: 'quickReport.settled' };
  return {
    ok: true,
    report: { ...report, state: 'closed', reason, settledAt: now, settledBy: personId },
    facts: [{ type: 'quickReport.closed', reportId: report.id, personId }],
  };
}

/** Takes the closing back; one that became an incident goes on there. */
export function reopenReport(report: Report, { personId }: By): Settled {
  if (report.state === 'open') return { ok: true, report, facts: [] };
  if (report.state === 'incident') return { ok: false, code: 'quickReport.notClosed' };
  return {
    ok: true,
    report: { ...report, state: 'open', reason: null, settledAt: null, settledBy: null },
    facts: [{ type: 'quickReport.reopened', reportId: report.id, personId }],
  };
}

/** The incident has the id that is given; sent twice it is the same one. */
export function becomeIncident(report: Report, incidentId: string, { personId, now }: By): Settled {
  if (report.state === 'incident') return { ok: true, report, facts: [] };
  if (report.state === 'closed') return { ok: false, code: 'quickReport.settled' };
  const settled = { settledAt: now, settledBy: personId, incidentId };
  return {
    ok: true,
    report: { ...report, state: 'incident', ...settled },
    facts: [
      { type: 'quickReport.becameIncident', reportId: report.id, personId, openedId: incidentId },
    ],
  };
}
