import { Refusal } from '@anyuan/contracts/errors.ts';
import { findLastSeal } from '../audit/seal-store.ts';
import { type EvidenceRoutesOptions, serveEvidence } from '../evidence/routes.ts';
import { findIncidentFacts, findInvolved, findPlatformLinks } from '../incident/detail-store.ts';
import { need } from '../incident/service.ts';
import { detailOf } from '../incident/views.ts';
import type { Http } from '../platform/http.ts';
import { reportsOfIncidents } from '../quick-report/routes.ts';
import type { QuickReports } from '../quick-report/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';
import { evidenceKeeping } from './keys.ts';

/** What is gone is told as gone, not refused: the rest of the evidence is still there. */
async function unless<T>(code: string, doing: Promise<T>): Promise<T | null> {
  try {
    return await doing;
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return null;
    throw error;
  }
}

/** 证据包: put together from incident, alarm, recordings and the sealed record. */
export function composeEvidence(
  ground: Ground,
  chain: Chain,
  { http, quickReports }: { http: Http; quickReports: QuickReports },
): void {
  const { db, clock, names } = ground;
  const incident: EvidenceRoutesOptions['incident'] = async (incidentId, who) => {
    const found = await need(ground, incidentId, who);
    const ids = [found.id, ...found.mergedIds];
    const [facts, involved, platforms] = await Promise.all([
      findIncidentFacts(db.query, ids),
      findInvolved(db.query, found.id),
      findPlatformLinks(db.query, ids),
    ]);
    return detailOf(found, { facts, involved, platforms, names, who });
  };
  serveEvidence(http, {
    db,
    clock,
    incident,
    alarm: (alarmId) => unless('subject.unknown', chain.alarms.detail(alarmId)),
    clip: (play) => unless('clip.missing', chain.recordings.playClip(play)),
    reports: (of, who) => reportsOfIncidents(ground, who, [of.id, ...of.mergedIds]),
    reportPart: (who, look) => unless('quickReport.partGone', quickReports.openPart(who, look)),
    async seal() {
      const seal = await findLastSeal(db.query);
      return seal && { number: seal.number, sealedUntil: seal.toAt, hash: seal.hash };
    },
    keeping: evidenceKeeping(ground),
  });
}
