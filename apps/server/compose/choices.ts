import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { DayKind } from '@anyuan/contracts/plan.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { isByPerson } from '@anyuan/core/alarm/raise.ts';
import type { PlanSubject } from '@anyuan/core/dispatch/choose.ts';
import type { Duty } from '@anyuan/core/dispatch/duty.ts';
import { dayKindOf } from '@anyuan/core/roster/calendar.ts';
import { localDay, localMinute } from '@anyuan/core/roster/local-time.ts';
import type { PlanBook } from '../dispatch/plan-book.ts';
import type { Positions } from '../dispatch/positions.ts';
import type { Reachability } from '../notification/reachability.ts';
import type { Roster } from '../roster/memory.ts';
import type { Sites } from '../sites/service.ts';

export interface Held {
  sites: Sites;
  roster: Roster;
  plans: PlanBook;
  positions: Positions;
  reachability: Reachability;
}

/** The wall clock of a place: minute of the day, and which day. */
interface Wall {
  minute: number;
  day: string;
}

type At = Pick<Alarm, 'schoolId' | 'zoneId'>;
type Heard = At & Pick<PlanSubject, 'kind' | 'alarmKind' | 'confidence'>;

/** What intake and dispatch ask about a place at a time, answered from memory without a query. */
export function makeChoices({ sites, roster, plans, positions, reachability }: Held) {
  // Formatting a date costs more than the whole rest of the choice: once a minute and zone is enough.
  const walls = new Map<string, { minute: number; local: Wall }>();
  const wallOf = (timeZone: string, now: number): Wall => {
    const minute = Math.floor(now / 60_000);
    const known = walls.get(timeZone);
    if (known?.minute === minute) return known.local;
    const local = { minute: localMinute(now, timeZone), day: localDay(now, timeZone) };
    walls.set(timeZone, { minute, local });
    return local;
  };

  const planSubject = (heard: Heard, now: number): PlanSubject => {
    const { kind, alarmKind } = heard;
    const confidence = isByPerson(kind) ? 4 : heard.confidence;
    const local = wallOf(sites.school(heard.schoolId)?.timeZone ?? 'Asia/Shanghai', now);
    const kindOfDay = dayKindOf(local.day, roster.rulesOf(heard.schoolId).calendar);
    const isTaught = kindOfDay === 'schoolDay' || kindOfDay === 'makeUpDay';
    const dayKind: DayKind = isTaught ? 'schoolDay' : 'restDay';
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
