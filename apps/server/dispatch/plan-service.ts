import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { VersionChange } from '@anyuan/contracts/facts.ts';
import {
  defaultPlanKey,
  type PlanDraft,
  type PlanVersion,
  type PlanWhen,
} from '@anyuan/contracts/plan.ts';
import { checkPlan } from '@anyuan/core/dispatch/check-plan.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { entryOf, type PlanBook } from './plan-book.ts';
import {
  findPlanRows,
  insertPlanVersion,
  lockPlansOf,
  notifyPlans,
  type PlanRow,
} from './plan-store.ts';

/** Wakes the plan books of all instances. */
export const planChannel = 'anyuan_plan';

export interface PlanEditing {
  schoolId: string;
  key: string;
  personId: string;
  /** Version that the editor saw; 0 for a plan that is new. Another one on record is a refusal. */
  basedOn: number;
}

export interface Plans {
  /** The newest version of every plan of a school and of those for all, the shipped default included. */
  list(schoolId: string): Promise<PlanVersion[]>;
  /** Every version of one plan, newest first. */
  versions(schoolId: string, key: string): Promise<PlanVersion[]>;
  save(edit: PlanEditing & { when: PlanWhen; plan: PlanDraft }): Promise<PlanVersion[]>;
  /** Takes a plan out of use; the default stays. Restoring a version takes that back. */
  remove(edit: PlanEditing): Promise<PlanVersion[]>;
  /** Saves an earlier version anew. */
  restore(edit: PlanEditing & { version: number }): Promise<PlanVersion[]>;
}

interface PlansOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  book: PlanBook;
  fallbackPlan: Plan;
}

/** Editing plans. A version is never changed: each edit adds one, and running alarms keep theirs. */
export function makePlans({ db, clock, facts, book, fallbackPlan }: PlansOptions): Plans {
  const shipped: PlanVersion = {
    key: defaultPlanKey,
    version: 0,
    schoolId: null,
    when: {},
    plan: fallbackPlan,
    removed: false,
    savedAt: null,
    savedBy: null,
  };

  const list = async (schoolId: string): Promise<PlanVersion[]> => {
    const newest = newestOf(viewsOf(await findPlanRows(db.query, schoolId)));
    const hasDefault = newest.some((v) => v.key === defaultPlanKey);
    return hasDefault ? newest : [shipped, ...newest];
  };

  /** Locks the plans of the school, lets `decide` name the next version, adds it. */
  const add = async (
    edit: PlanEditing,
    what: VersionChange['what'],
    decide: (own: PlanVersion[]) => Pick<PlanVersion, 'when' | 'plan' | 'removed'>,
  ): Promise<PlanVersion[]> => {
    const { schoolId, key, personId } = edit;
    await db.query.transaction().execute(async (tx: Tx) => {
      await lockPlansOf(tx, schoolId);
      const rows = await findPlanRows(tx, schoolId);
      const own = viewsOf(rows).filter((v) => v.schoolId === schoolId);
      // Counted over all rows, damaged ones too: a number is given once.
      const newest = Math.max(
        0,
        ...rows.filter((r) => isOf(r, schoolId, key)).map((r) => r.version),
      );
      if (newest !== edit.basedOn) throw new Refusal('edit.changedMeanwhile');
      const { when, plan, removed } = decide(own);
      const version = newest + 1;
      const at = clock.now();
      const stamped = { ...plan, version };
      const row = { schoolId, key, version, when, plan: stamped, at, authorId: personId, removed };
      await insertPlanVersion(tx, row);
      const fact = { type: 'plan.changed', key, version, what, personId } as const;
      await facts.append(tx, [{ at, schoolId, fact }]);
      await notifyPlans(tx, planChannel);
    });
    await book.refresh();
    return list(schoolId);
  };

  const checked = (
    edit: PlanEditing & { when: PlanWhen; plan: PlanDraft },
    own: PlanVersion[],
  ): Pick<PlanVersion, 'when' | 'plan' | 'removed'> => {
    const { key, when, plan } = edit;
    const others = newestOf(own).filter((v) => !v.removed && v.key !== key);
    const result = checkPlan({ key, when, plan }, others, edit.basedOn + 1);
    if (!result.ok) throw new Refusal(result.code, result.detail);
    return { when, plan: result.plan, removed: false };
  };

  return {
    list,
    async versions(schoolId, key) {
      const views = viewsOf(await findPlanRows(db.query, schoolId)).filter((v) => v.key === key);
      return key === defaultPlanKey ? [...views, shipped] : views;
    },
    save: (edit) => add(edit, 'saved', (own) => checked(edit, own)),
    remove: (edit) =>
      add(edit, 'removed', (own) => {
        if (edit.key === defaultPlanKey) throw new Refusal('plan.isDefault');
        const last = own.find((v) => v.key === edit.key);
        if (!last) throw new Refusal('subject.unknown');
        return { when: last.when, plan: last.plan, removed: true };
      }),
    restore: (edit) =>
      add(edit, 'restored', (own) => {
        const isShipped = edit.key === defaultPlanKey && edit.version === 0;
        const back = isShipped
          ? shipped
          : own.find((v) => v.key === edit.key && v.version === edit.version);
        if (!back) throw new Refusal('subject.unknown');
        const { version: _version, ...plan } = back.plan;
        return checked({ ...edit, when: back.when, plan }, own);
      }),
  };
}

const isOf = (row: PlanRow, schoolId: string, key: string): boolean =>
  row.school_id === schoolId && row.key === key;

/** Versions that can be read, newest first. */
function viewsOf(rows: readonly PlanRow[]): PlanVersion[] {
  return rows.flatMap((row) => {
    const entry = entryOf(row);
    if (!entry) return [];
    const { version, removed } = row;
    return [{ ...entry, version, removed, savedAt: row.created_at, savedBy: row.author }];
  });
}

function newestOf(views: readonly PlanVersion[]): PlanVersion[] {
  const newest = new Map<string, PlanVersion>();
  for (const v of views) {
    const id = `${v.schoolId} ${v.key}`;
    if (!newest.has(id)) newest.set(id, v);
  }
  return [...newest.values()];
}
