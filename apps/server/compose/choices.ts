import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { DayKind } from '@anyuan/contracts/plan.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { isByPerson } from '@anyuan/core/alarm/raise.ts';
import type { PlanSubject } from '@anyuan/core/dispatch/choose.ts';
import type { Duty } from '@anyuan/core/dispatch/duty.ts';
import { type LocalMinute, localMinute } from '@anyuan/core/people/duty.ts';
import type { PlanBook } from '../dispatch/plan-book.ts';
import type { Positions } from '../dispatch/positions.ts';
import type { Roster } from '../dispatch/roster.ts';
import type { Reachability } from '../notification/reachability.ts';
import type { Sites } from '../sites/service.ts';

export interface Held {
  sites: Sites;
  roster: Roster;
  plans: PlanBook;
  positions: Positions;
  reachability: Reachability;
}

type At = Pick<Alarm, 'schoolId' | 'zoneId'>;
type Heard = At & Pick<PlanSubject, 'kind' | 'alarmKind' | 'confidence'>;

/** What intake and dispatch ask about a place at a time, answered from memory without a query. */
export function makeChoices({ sites, roster, plans, positions, reachability }: Held) {
  // Formatting a date costs more than the whole rest of the choice: once a minute and zone is enough.
  const walls = new Map<string, { minute: number; local: LocalMinute }>();
  const wallOf = (timeZone: string, now: number): LocalMinute => {
    const minute = Math.floor(now / 60_000);
    const known = walls.get(timeZone);
    if (known?.minute === minute) return known.local;
    const local = localMinute(now, timeZone);
    walls.set(timeZone, { minute, local });
    return local;
  };

  const planSubject = (heard: Heard, now: number): PlanSubject => {
    const { kind, alarmKind } = heard;
    const confidence = isByPerson(kind) ? 4 : heard.confidence;
    const local = wallOf(sites.school(heard.schoolId)?.timeZone ?? 'Asia/Shanghai', now);
    const dayKind: DayKind = local.weekday <= 5 ? 'schoolDay' : 'restDay';
    const zoneKind = sites.zone(heard.zoneId)?.zoneKind ?? 'other';
    return { kind, alarmKind, confidence, zoneKind, dayKind, minute: local.minute };
  };

  return {
    /** What the plan of an alarm there is chosen by. */
    planSubject,
    /** The plan to stamp on an alarm that this raises. */
    planOf: (heard: Heard, now: number): Plan =>
      plans.choose(heard.schoolId, planSubject(heard, now)),
    /** Who could be called for an alarm there: on duty at the school and at its police station. */
    dutyOf(at: At, now: number): Duty {
      const stationId = sites.school(at.schoolId)?.policeStationId;
      const organisationIds = stationId ? [at.schoolId, stationId] : [at.schoolId];
      const onDuty = roster.onDuty(organisationIds, now);
      const ids = onDuty.map((d) => d.personId);
      const { buildingId = null, latitude = null, longitude = null } = sites.zone(at.zoneId) ?? {};
      const isPlaced = latitude !== null && longitude !== null;
      return {
        onDuty,
        buildingId,
        unreachable: reachability.unreachable(ids),
        ...(isPlaced ? { distanceM: positions.distances(ids, { latitude, longitude }) } : {}),
      };
    },
  };
}
