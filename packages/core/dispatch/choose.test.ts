import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import { alarmKinds, detectionKinds } from '@anyuan/contracts/detection.ts';
import { dayKinds, defaultPlanKey, type PlanWhen } from '@anyuan/contracts/plan.ts';
import { zoneKinds } from '@anyuan/contracts/terminal.ts';
import fc from 'fast-check';
import { checkPlan } from './check-plan.ts';
import {
  choosePlan,
  exactness,
  matches,
  overlap,
  type PlanEntry,
  type PlanSubject,
} from './choose.ts';

const some = <T>(values: readonly T[]) =>
  fc.subarray([...values], { minLength: 1 }) as fc.Arbitrary<T[]>;
const maybe = <K extends string, T>(key: K, arb: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({}),
    arb.map((v) => ({ [key]: v })),
  );

const when: fc.Arbitrary<PlanWhen> = fc
  .tuple(
    maybe('alarmKinds', some(alarmKinds)),
    maybe('kinds', some(detectionKinds.slice(0, 4))),
    maybe('zoneKinds', some(zoneKinds.slice(0, 3))),
    maybe(
      'confidence',
      fc
        .tuple(fc.nat(4), fc.nat(4))
        .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
    ),
    maybe(
      'hours',
      fc.record({
        fromMinute: fc.integer({ min: 0, max: 1439 }),
        toMinute: fc.integer({ min: 0, max: 1440 }),
      }),
    ),
    maybe('dayKind', fc.constantFrom(...dayKinds)),
  )
  .map((parts) => Object.assign({}, ...parts) as PlanWhen);

const subject: fc.Arbitrary<PlanSubject> = fc.record({
  kind: fc.constantFrom(...detectionKinds.slice(0, 4)),
  alarmKind: fc.constantFrom(...alarmKinds),
  confidence: fc.nat(4),
  zoneKind: fc.constantFrom(...zoneKinds.slice(0, 3)),
  dayKind: fc.constantFrom(...dayKinds),
  minute: fc.integer({ min: 0, max: 1439 }),
});

const fallback: PlanEntry = { key: 'default', schoolId: null, when: {}, plan: defaultPlan };

/** Plans of one school as a person could save them one after the other: overlaps are refused. */
function saved(whens: readonly PlanWhen[]): PlanEntry[] {
  const entries = [fallback];
  for (const [i, w] of whens.entries()) {
    const checked = checkPlan({ key: `p${i}`, when: w, plan: defaultPlan }, entries, 1);
    if (checked.ok) entries.push({ key: `p${i}`, schoolId: 's', when: w, plan: checked.plan });
  }
  return entries;
}

test('one plan wins, whatever the order they are kept in, and none that matches is more exact', () => {
  fc.assert(
    fc.property(fc.array(when, { maxLength: 12 }), subject, fc.nat(), (whens, at, seed) => {
      const entries = saved(whens);
      const chosen = choosePlan(entries, at);
      assert.ok(chosen && matches(chosen.when, at));
      const matching = entries.filter((e) => matches(e.when, at));
      const best = matching.filter((e) => exactness(e.when) === exactness(chosen.when));
      assert.equal(best.length, 1, 'two plans that are equally exact were both let in');
      assert.ok(matching.every((e) => exactness(e.when) <= exactness(chosen.when)));
      const turned = [...entries.slice(seed % entries.length), ...entries].slice(
        0,
        2 * entries.length,
      );
      assert.equal(choosePlan(turned, at)?.key, chosen.key);
    }),
    { numRuns: 2000 },
  );
});

test('two plans overlap exactly when some alarm matches both and neither is more exact', () => {
  fc.assert(
    fc.property(when, when, subject, (a, b, at) => {
      const both = matches(a, at) && matches(b, at) && exactness(a) === exactness(b);
      if (both) assert.ok(overlap(a, b));
      assert.equal(overlap(a, b), overlap(b, a));
    }),
    { numRuns: 5000 },
  );
});

test('a window over midnight holds the night and not the day', () => {
  const night: PlanWhen = { hours: { fromMinute: 22 * 60, toMinute: 6 * 60 } };
  const at = (hour: number) => matches(night, { ...day, minute: hour * 60 });
  assert.deepEqual([23, 0, 5, 6, 12, 22].map(at), [true, true, true, false, false, true]);
});

const day: PlanSubject = {
  kind: 'scream',
  alarmKind: 'actual',
  confidence: 2,
  zoneKind: 'toilet',
  dayKind: 'schoolDay',
  minute: 600,
};

test("the school's own plan goes before one for all that is as exact, not before a more exact one", () => {
  const forAll: PlanEntry = { ...fallback, key: 'k', when: { kinds: ['scream'] } };
  const own: PlanEntry = { ...fallback, key: 'z', schoolId: 's', when: { kinds: ['scream'] } };
  const exact: PlanEntry = {
    ...forAll,
    key: 'e',
    when: { kinds: ['scream'], dayKind: 'schoolDay' },
  };
  assert.equal(choosePlan([fallback, forAll, own], day), own);
  assert.equal(choosePlan([fallback, forAll, own, exact], day), exact);
});

test('a bad plan is refused with what is wrong', () => {
  const good = { ...defaultPlan, tiers: [...defaultPlan.tiers] };
  const [tier] = good.tiers as [(typeof good.tiers)[number]];
  const code = (plan: object, when: PlanWhen = { kinds: ['cry'] }, key = 'p') => {
    const checked = checkPlan({ key, when, plan: { ...good, ...plan } }, [fallback], 1);
    return checked.ok ? 'ok' : checked.code;
  };
  assert.equal(code({}), 'ok');
  assert.equal(code({ tiers: [] }), 'plan.noTier');
  assert.equal(code({ tiers: [{ ...tier, posts: ['janitor'] }] }), 'plan.unknownPost');
  assert.equal(code({ tiers: [{ ...tier, posts: ['volunteer'] }] }), 'plan.unknownPost');
  assert.equal(code({ tiers: [{ ...tier, posts: [] }] }), 'plan.noPost');
  assert.equal(code({ tiers: [{ ...tier, waitSec: 0 }] }), 'plan.badTime');
  assert.equal(code({ repeatSec: Number.NaN }), 'plan.badTime');
  assert.equal(code({ tiers: [{ ...tier, needed: 0 }] }), 'plan.invalid');
  assert.equal(code({ name: '  ' }), 'plan.noName');
  assert.equal(code({}, {}), 'plan.matchesAll');
  assert.equal(code({}, { kinds: ['cry'] }, defaultPlanKey), 'plan.defaultMatchesAll');
  assert.equal(code({}, { hours: { fromMinute: 60, toMinute: 60 } }), 'plan.emptyRange');
  assert.equal(code({}, { confidence: { from: 3, to: 2 } }), 'plan.emptyRange');
  const twin = { ...fallback, key: 'q', when: { kinds: ['cry' as const, 'scream' as const] } };
  const clash = checkPlan({ key: 'p', when: { kinds: ['cry'] }, plan: good }, [twin], 1);
  assert.deepEqual(clash, {
    ok: false,
    code: 'plan.overlaps',
    detail: { plan: defaultPlan.name },
  });
});
