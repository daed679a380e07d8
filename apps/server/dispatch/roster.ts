import type { OnDuty } from '@anyuan/core/dispatch/duty.ts';
import { type DutyRule, onDuty } from '@anyuan/core/people/duty.ts';
import type { Db } from '../platform/db.ts';
import { findDutyRules, findPeople } from './store.ts';

/** Who is on duty where, held in memory: the first call may not wait for a query. */
export interface Roster {
  refresh(): Promise<void>;
  /** On duty at any of these organisations now (a school and its police station). */
  onDuty(organisationIds: readonly string[], now: number): OnDuty[];
  personName(personId: string): string;
}

/** Duty changes at whole minutes: within one, the answer is the same. */
const minuteMs = 60_000;

export function makeRoster(db: Db): Roster {
  let rules = new Map<string, DutyRule[]>();
  let zones = new Map<string, string>();
  let people = new Map<string, string>();
  const cache = new Map<string, { minute: number; duty: OnDuty[] }>();

  const dutyAt = (organisationId: string, now: number): OnDuty[] => {
    const minute = Math.floor(now / minuteMs);
    const known = cache.get(organisationId);
    if (known?.minute === minute) return known.duty;
    const zone = zones.get(organisationId) ?? 'Asia/Shanghai';
    const duty = onDuty(rules.get(organisationId) ?? [], now, zone);
    cache.set(organisationId, { minute, duty });
    return duty;
  };

  return {
    async refresh() {
      const [ruleRows, personRows] = await Promise.all([
        findDutyRules(db.query),
        findPeople(db.query),
      ]);
      const next = new Map<string, DutyRule[]>();
      zones = new Map();
      for (const { timeZone, ...rule } of ruleRows) {
        zones.set(rule.organisationId, timeZone);
        const list = next.get(rule.organisationId);
        if (list) list.push(rule);
        else next.set(rule.organisationId, [rule]);
      }
      rules = next;
      people = new Map(personRows.map((p) => [p.id, p.name]));
      cache.clear();
    },
    onDuty: (organisationIds, now) => organisationIds.flatMap((id) => dutyAt(id, now)),
    personName: (personId) => people.get(personId) ?? '—',
  };
}
