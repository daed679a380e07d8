import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { EvidenceManifest } from '@anyuan/contracts/evidence.ts';
import type { IncidentDetail } from '@anyuan/contracts/incident.ts';
import type { QuickReport, ReportPart } from '@anyuan/contracts/quick-report.ts';

/** One play, view or export that is on record. */
export interface EvidenceView {
  at: number;
  personName: string | null;
  action: string;
  reason: string | null;
}

export interface EvidenceClip {
  alarmId: string;
  detectionId: string;
  /** Where it lies in the package; null: no recording, or none any more. */
  path: string | null;
  sha256: string | null;
}

/** A quick report that became this incident, with its photos and voice in the clear. */
export interface EvidenceReport extends Omit<QuickReport, 'parts'> {
  /** `path` null: never came, or deleted by retention. */
  parts: (ReportPart & { path: string | null; sha256: string | null })[];
}

/** Everything about one incident, as whoever takes it may see it. */
export interface Evidence {
  incident: IncidentDetail;
  alarms: AlarmDetail[];
  views: EvidenceView[];
  clips: EvidenceClip[];
  /** Those that whoever takes it may see. */
  reports: EvidenceReport[];
  madeAt: number;
  madeBy: string;
  reason: string;
  locale: 'zh' | 'en';
  seal: EvidenceManifest['seal'];
}
