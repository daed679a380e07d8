import type { Side } from '@anyuan/contracts/incident.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';
import type { Incident, Ladder } from '@anyuan/core/incident/incident.ts';
import type { Hearers } from '@anyuan/core/incident/supervise.ts';
import type { Db, Tx } from '../platform/db.ts';
import { findHolders } from './detail-store.ts';

/** Organisations above and beside a school. */
export interface Lines {
  schoolId: string;
  stationId: string | null;
  policeBureauId: string | null;
  educationBureauId: string | null;
}

/** Who works incidents on each side, and who leads there. */
const workers: Readonly<Record<Side, readonly Role[]>> = {
  school: ['schoolLeader', 'studentAffairs'],
  police: ['stationCommand', 'stationOfficer'],
};
const leaders: Readonly<Record<Side, readonly Role[]>> = {
  school: ['schoolLeader'],
  police: ['stationCommand'],
};
const bureaus: readonly Role[] = ['bureauLeader', 'educationOfficer'];

const known = (...ids: (string | null)[]): string[] => ids.filter((id) => id !== null);

const homeOf = (lines: Lines, side: Side): string[] =>
  side === 'school' ? [lines.schoolId] : known(lines.stationId);

async function idsOf(db: Db['query'] | Tx, organisationIds: string[], roles: readonly Role[]) {
  const people = await findHolders(db, { organisationIds, roles });
  return people.map((p) => p.id);
}

/** Who can own an incident, or a finding of it. */
export function findOwners(db: Db['query'], lines: Lines, side: Side) {
  return findHolders(db, { organisationIds: homeOf(lines, side), roles: workers[side] });
}

/** Who hears of lateness, and who is rung where something is handed over. */
export async function hearersOf(
  db: Db['query'] | Tx,
  incident: Pick<Incident, 'holder' | 'ownerId' | 'offer'>,
  options: { lines: Lines; onDuty(side: Side): string[] },
): Promise<Hearers> {
  const { lines } = options;
  const { holder, ownerId, offer } = incident;
  const own = homeOf(lines, holder);
  const ladder: Ladder = [
    ownerId === null ? await idsOf(db, own, workers[holder]) : [ownerId],
    await idsOf(db, own, leaders[holder]),
    await idsOf(db, known(lines.policeBureauId, lines.educationBureauId), bureaus),
  ];
  return { ladder, ring: offer ? await rungAt(db, offer.to, options) : [] };
}

/** Command room or leader on duty; where nobody is, everybody who works incidents there. */
export async function rungAt(
  db: Db['query'] | Tx,
  side: Side,
  { lines, onDuty }: { lines: Lines; onDuty(side: Side): string[] },
): Promise<string[]> {
  const duty = onDuty(side);
  if (duty.length > 0) return duty;
  return idsOf(db, homeOf(lines, side), workers[side]);
}
