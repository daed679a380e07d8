import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { PlanVersion } from '@anyuan/contracts/plan.ts';
import { exactness } from '@anyuan/core/dispatch/choose.ts';
import { call } from '../platform/api.ts';
import { type At, type Kind, ownOf, randomKey } from '../versioned/versioned.ts';
import { type Draft, draftOf, isDefault } from './draft.ts';

const paramsOf = ({ schoolId, key }: At) => ({ schoolId, planKey: key });

/** Plans: the most exact conditions come first, the default last; it cannot be taken out of use. */
export const planKind: Kind<PlanVersion, Draft> = {
  name: 'plan',
  newKey: () => randomKey('p'),
  draftOf,
  nameOf: ({ plan }) => plan.name,
  // For one kind of alarm: without a condition it would be refused.
  fresh(name) {
    const { version: _version, ...plan } = defaultPlan;
    return { when: { kinds: ['button'] }, plan: { ...plan, name } };
  },
  copy: ({ when, plan }, name) => ({ when, plan: { ...plan, name } }),
  inOrder: (all) =>
    all
      .filter((p) => !p.removed && p === ownOf(all, p.key))
      .toSorted((a, b) => exactness(b.when) - exactness(a.when) || (a.key < b.key ? -1 : 1)),
  mayRemove: ({ key, schoolId }) => !isDefault(key) && schoolId !== null,
  list: async (schoolId, signal) =>
    (await call('listPlans', { params: { schoolId }, ...(signal && { signal }) })).plans,
  versions: async (at, signal) =>
    (await call('listPlanVersions', { params: paramsOf(at), signal })).versions,
  save: async (at, { basedOn, draft }) =>
    (await call('savePlan', { params: paramsOf(at), body: { basedOn, ...draft } })).plans,
  remove: async (at, body) => (await call('removePlan', { params: paramsOf(at), body })).plans,
  restore: async (at, body) => (await call('restorePlan', { params: paramsOf(at), body })).plans,
};
