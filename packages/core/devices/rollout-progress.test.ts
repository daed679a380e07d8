import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RolloutStage } from '@anyuan/contracts/routes/software.ts';
import fc from 'fast-check';
import type { ToldTerminal } from './rollout.ts';
import { freshMembers, leftOut, stageProgress, waitsFor } from './rollout-progress.ts';

const stages: RolloutStage[] = [
  { kind: 'one' },
  { kind: 'school' },
  { kind: 'percent', percent: 10 },
  { kind: 'all' },
];
const all = Array.from({ length: 40 }, (_, i) => ({ id: `t${i}`, schoolId: `s${i % 4}` }));
const told = (id: string, stage: number, more: Partial<ToldTerminal> = {}) => ({
  ...{ id, stage, toldAt: 0, versionAt: 0, online: true },
  ...{ selfTest: 'passed' as const, newFaults: 0, ...more },
});

test('a release leaves out who cannot run it, and says why', () => {
  const release = { version: '0.3.0', platform: 'linux-x64' };
  const why = (version: string | null, updates: string | null) =>
    leftOut({ version, updates }, release);
  assert.equal(why('0.2.0', 'linux-x64'), null);
  assert.equal(why('0.3.0', 'linux-x64'), null, 'it has it already');
  assert.equal(why('0.2.0', 'linux-arm64'), 'platform');
  assert.equal(why('0.4.0', 'linux-x64'), 'newer');
  assert.equal(why('0.2.0', null), 'unsupervised');
  assert.equal(why('web-0.2.0', null), 'unsupervised');
  assert.equal(why(null, null), 'unheard');
  assert.equal(
    leftOut({ version: '0.2.0', updates: 'linux-arm64' }, { ...release, platform: 'linux' }),
    null,
  );
});

test('a terminal that is waited for: come back, update, test itself, stay well', () => {
  assert.equal(waitsFor(told('t', 0, { online: false })), 'online');
  assert.equal(waitsFor(told('t', 0, { versionAt: null })), 'version');
  assert.equal(waitsFor(told('t', 0, { selfTest: null })), 'selfTest');
  assert.equal(waitsFor(told('t', 0, { selfTest: 'skipped' })), 'selfTest');
  assert.equal(waitsFor(told('t', 0)), 'minutes');
  assert.equal(waitsFor(told('t', 0, { selfTest: 'asBefore' })), 'minutes');
});

test('each stage counts whom it adds; who came after a stage was over belongs to a later one', () => {
  const fresh = freshMembers(stages, { all, firstId: 't5' });
  assert.deepEqual([fresh[0], fresh[1]?.length], [['t5'], 9]);
  const ids = fresh.flat();
  assert.deepEqual([ids.length, new Set(ids).size], [40, 40]);
  const about = {
    stages,
    firstId: 't5',
    all,
    now: 1000,
    healthyMs: 500,
  };
  const second = (fresh[1] ?? []).slice(0, 3);
  const progress = stageProgress({
    ...{ ...about, stage: 1, reached: 1 },
    told: [
      told('t5', 0),
      ...second.map((id, i) => told(id, 1, i === 0 ? { newFaults: 1 } : { versionAt: null })),
    ],
  });
  assert.deepEqual(progress[0], { later: 0, asked: 0, well: 1, failed: 0 });
  assert.deepEqual(progress[1], { later: 6, asked: 2, well: 0, failed: 1 });
  const off = told('t5', 0, { online: false });
  const wellOf = (stage: number) =>
    stageProgress({ ...about, stage, reached: 0, told: [off] })[0]?.well;
  assert.deepEqual([wellOf(0), wellOf(1)], [0, 1], 'switched off after its stage was over');
});

test('whatever was told: every terminal is counted once', () => {
  const ids = all.map((t) => t.id);
  fc.assert(
    fc.property(fc.subarray(ids), fc.nat(3), fc.nat(3), (some, stage, at) => {
      const about = { stages, firstId: 't5', all, now: 9, healthyMs: 5 };
      const progress = stageProgress({
        ...about,
        stage,
        reached: stage,
        told: some.map((id) => told(id, at)),
      });
      const sum = (of: 'later' | 'well') => progress.reduce((n, s) => n + s[of], 0);
      assert.equal(sum('well'), some.length);
      const open = freshMembers(stages, about).slice(stage).flat();
      assert.equal(sum('later'), open.filter((id) => !some.includes(id)).length);
    }),
  );
});
