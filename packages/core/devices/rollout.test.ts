import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RolloutStage } from '@anyuan/contracts/routes/software.ts';
import fc from 'fast-check';
import { judgeTold, membersOf, stepRollout, type ToldTerminal } from './rollout.ts';

const stages: RolloutStage[] = [
  { kind: 'one' },
  { kind: 'school' },
  { kind: 'percent', percent: 10 },
  { kind: 'all' },
];
const all = Array.from({ length: 40 }, (_, i) => ({ id: `t${i}`, schoolId: `s${i % 4}` }));
const healthyMs = 600_000;
const well = (id: string, at: number): ToldTerminal => ({
  ...{ id, stage: 9, toldAt: at, versionAt: at, online: true },
  ...{ selfTest: 'passed', newFaults: 0 },
});

test('one, its school, a tenth, all: nobody is told before the stage before is well', () => {
  const told: ToldTerminal[] = [];
  let stage = 0;
  let now = 0;
  const counts: number[] = [];
  for (;;) {
    const input = { stages, stage, failedMax: 0, firstId: 't5', all, told, now, healthyMs };
    const step = stepRollout(input);
    if (step.do === 'finish') break;
    if (step.do === 'tell') for (const id of step.ids) told.push(well(id, now));
    else if (step.do === 'wait') now += healthyMs;
    else if (step.do === 'advance') {
      counts.push(told.length);
      stage = step.stage;
    } else assert.fail(step.do);
  }
  assert.deepEqual(counts[0], 1);
  assert.deepEqual(counts[1], 10);
  assert.equal(new Set(told.map((t) => t.id)).size, 40);
  assert.equal(told.length, 40);
  assert.equal(membersOf({ kind: 'percent', percent: 10 }, { all, firstId: 't5' }).length, 4);
});

const some: fc.Arbitrary<ToldTerminal> = fc.record({
  id: fc.constantFrom(...all.map((t) => t.id)),
  stage: fc.nat(3),
  toldAt: fc.nat(1000),
  versionAt: fc.option(fc.nat(2_000_000), { nil: null }),
  online: fc.boolean(),
  selfTest: fc.constantFrom('passed', 'asBefore', 'failed', 'skipped', null),
  newFaults: fc.nat(1),
});

test('whatever is known: never told twice, never further while one waits, stopped when more than x fail', () => {
  const many = fc.uniqueArray(some, { selector: (t) => t.id });
  fc.assert(
    fc.property(many, fc.nat(3), fc.nat(4), fc.nat(3_000_000), (told, stage, failedMax, now) => {
      const step = stepRollout({
        stages,
        stage,
        failedMax,
        firstId: 't5',
        all,
        told,
        now,
        healthyMs,
      });
      const states = told.map((t) => judgeTold(t, { now, healthyMs, stage }));
      const failed = states.filter((s) => s === 'failed').length;
      assert.equal(step.do === 'stop', failed > failedMax);
      if (step.do === 'tell') {
        assert.ok(step.ids.length > 0 && step.ids.every((id) => !told.some((t) => t.id === id)));
      }
      if (step.do === 'advance' || step.do === 'finish') {
        const members = membersOf(stages[stage] ?? { kind: 'all' }, { all, firstId: 't5' });
        for (const id of members) {
          assert.notEqual(states[told.findIndex((t) => t.id === id)] ?? 'waiting', 'waiting');
        }
      }
    }),
  );
});
