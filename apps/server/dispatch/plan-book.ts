import { type Plan, planSchema } from '@anyuan/contracts/alarm.ts';
import { defaultPlanKey, planWhenSchema } from '@anyuan/contracts/plan.ts';
import { choosePlan, type PlanEntry, type PlanSubject } from '@anyuan/core/dispatch/choose.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { findPlanRows, type PlanRow } from './plan-store.ts';

/** The plans in use, in memory: the first call may not wait for a query. */
export interface PlanBook {
  refresh(): Promise<void>;
  /** Plans that alarms of this school are chosen from, the default among them. */
  entriesOf(schoolId: string): readonly PlanEntry[];
  /** The plan to stamp on an alarm; never fails. */
  choose(schoolId: string, at: PlanSubject): Plan;
}

export function makePlanBook(options: { db: Db; log: Logger; fallbackPlan: Plan }): PlanBook {
  const { db, log, fallbackPlan } = options;
  const shipped: PlanEntry = {
    key: defaultPlanKey,
    schoolId: null,
    when: {},
    plan: fallbackPlan,
  };
  let ofSchool = new Map<string | null, PlanEntry[]>();
  let known = new Map<string, readonly PlanEntry[]>();

  const entriesOf = (schoolId: string): readonly PlanEntry[] => {
    const found = known.get(schoolId);
    if (found) return found;
    const all = [...(ofSchool.get(schoolId) ?? []), ...(ofSchool.get(null) ?? [])];
    // Where a default is on record it stands for the shipped one.
    const made = all.some((e) => e.key === defaultPlanKey) ? all : [...all, shipped];
    known.set(schoolId, made);
    return made;
  };

  return {
    async refresh() {
      const next = newestUsable(await findPlanRows(db.query), log);
      ofSchool = Map.groupBy(next, (e) => e.schoolId);
      known = new Map();
    },
    entriesOf,
    choose: (schoolId, at) => choosePlan(entriesOf(schoolId), at)?.plan ?? fallbackPlan,
  };
}

/** The newest version of each plan that can be read; none where that one took the plan out of use. */
function newestUsable(rows: readonly PlanRow[], log: Logger): PlanEntry[] {
  const done = new Set<string>();
  const entries: PlanEntry[] = [];
  for (const row of rows) {
    const id = `${row.school_id} ${row.key}`;
    if (done.has(id)) continue;
    const entry = entryOf(row);
    if (!entry) {
      // A damaged plan must not silence a school: the next older version stands in.
      log.error({ planId: row.id }, 'plan on record is damaged, using another');
      continue;
    }
    done.add(id);
    if (!row.removed) entries.push(entry);
  }
  return entries;
}

/** A row as the core sees it, or null when it is damaged. */
export function entryOf(row: PlanRow): PlanEntry | null {
  const plan = planSchema.safeParse({ ...Object(row.body), version: row.version });
  const when = planWhenSchema.safeParse(row.matches);
  if (!plan.success || !when.success) return null;
  return { key: row.key, schoolId: row.school_id, when: when.data, plan: plan.data };
}
