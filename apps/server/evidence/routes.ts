import { Readable } from 'node:stream';
import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { AuditAction } from '@anyuan/contracts/audit.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { EvidenceManifest } from '@anyuan/contracts/evidence.ts';
import type { IncidentDetail } from '@anyuan/contracts/incident.ts';
import type { QuickReport } from '@anyuan/contracts/quick-report.ts';
import { evidenceRoutes } from '@anyuan/contracts/routes/evidence.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { attachment } from '../platform/spreadsheet.ts';
import type { Who } from '../platform/who.ts';
import type { KeyKeeping } from './key-keeping.ts';
import { packageFiles } from './package.ts';
import { fingerprintOf } from './signing.ts';
import { findViews } from './store.ts';
import { zipOf } from './zip.ts';

export interface EvidenceRoutesOptions {
  db: Db;
  clock: Clock;
  /** The incident as this person may see it. Refuses what is not theirs. */
  incident(incidentId: string, who: Who): Promise<IncidentDetail>;
  /** Null: past retention. */
  alarm(alarmId: string): Promise<AlarmDetail | null>;
  /** The sound, after the play is on record; null when it is gone. */
  clip(play: {
    alarmId: string;
    detectionId: string;
    personId: string;
    reason: string;
  }): Promise<Uint8Array | null>;
  /** Quick reports that became this incident, those that this person may see. */
  reports(incident: IncidentDetail, who: Who): Promise<QuickReport[]>;
  /** A photo or voice note of one, after the look is on record; null when it is gone. */
  reportPart(
    who: Who,
    look: { quickReportId: string; partId: string; reason: string },
  ): Promise<{ bytes: Uint8Array; mediaType: string } | null>;
  seal(): Promise<EvidenceManifest['seal']>;
  keeping: Pick<KeyKeeping, 'signing' | 'show'>;
}

const viewActions: readonly AuditAction[] = [
  'clip.played',
  'camera.opened',
  'clip.deleted',
  'incident.revealed',
  'quickReport.viewed',
  'quickReport.mediaOpened',
  'quickReport.mediaDeleted',
  'evidence.exported',
];

/** 证据包: everything about one incident, signed, to be handed to whoever has to judge it. */
export function serveEvidence(http: Http, options: EvidenceRoutesOptions): void {
  const { db, clock, keeping } = options;

  http.serve(evidenceRoutes.takeEvidence, async ({ params, query, who, reply }) => {
    const { reason } = query;
    const incident = await options.incident(params.incidentId, who);
    const found = await Promise.all(incident.alarmIds.map(options.alarm));
    const alarms = found.filter((a) => a !== null);
    const reports = await options.reports(incident, who);
    const signing = await keeping.signing();
    const madeAt = clock.now();
    // On record before a byte leaves: what nobody answers for is not given.
    await appendAudit(db.query, {
      at: madeAt,
      personId: who.personId,
      action: 'evidence.exported',
      subject: incident.id,
      detail: { reason, number: incident.number, alarmIds: incident.alarmIds },
    });
    const heard = alarms.flatMap((a) => a.detections.map((d) => d.id));
    const of = [incident.id, ...incident.alarmIds, ...heard, ...reports.map((r) => r.id)];
    const subjects = [...new Set(of)];
    const views = await findViews(db.query, { subjects, actions: viewActions });
    const files = packageFiles({
      ...{ incident, alarms, reports, views, madeAt, reason, key: signing },
      ...{ madeBy: who.name, locale: who.locale, seal: await options.seal() },
      clip: (alarmId, detectionId) =>
        options.clip({ alarmId, detectionId, personId: who.personId, reason }),
      reportPart: (quickReportId, partId) =>
        options.reportPart(who, { quickReportId, partId, reason }),
    });
    const kind = who.locale === 'zh' ? '证据包-事件' : 'evidence-incident-';
    return reply
      .type('application/zip')
      .header('content-disposition', attachment(`${kind}${incident.number}.zip`))
      .header('cache-control', 'private, no-store')
      .send(Readable.from(zipOf(files, madeAt), { objectMode: false }));
  });

  http.serve(evidenceRoutes.showEvidenceKey, async () => {
    const { former, publicKey, ...key } = await keeping.show();
    return {
      ...key,
      publicKey,
      fingerprint: fingerprintOf(publicKey),
      former: former.map((f) => ({
        fingerprint: fingerprintOf(f.publicKey),
        madeAt: f.madeAt,
        until: f.until,
      })),
    };
  });
}
