import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, hear } from '@anyuan/testkit/loop-commands.ts';
import { checkNextSteps, checkRecord } from '@anyuan/testkit/loop-record.ts';
import { type Loop, newLoop, readerOf } from '@anyuan/testkit/loop-world.ts';
import fc from 'fast-check';

/** ANYUAN_SEED repeats a run; ANYUAN_RUNS makes it longer or shorter. */
const seed = Number(process.env.ANYUAN_SEED ?? Date.now() % 2 ** 31);
const runs = Number(process.env.ANYUAN_RUNS ?? 100_000);
const numbers = 320;

function play(tape: readonly number[]): Loop {
  const r = readerOf(tape);
  const loop = newLoop();
  hear(loop, r);
  checkNextSteps(loop);
  while (r.left()) {
    command(loop, r);
    checkNextSteps(loop);
  }
  return loop;
}

test(`${runs} random stories of alarms, answers, playbooks, incidents and supervision`, (t) => {
  t.diagnostic(`seed ${seed}`);
  const seen = new Map<string, number>();
  const tape = fc.array(fc.nat(0xffff), { maxLength: numbers, size: 'max' });
  fc.assert(
    fc.property(tape, (given) => {
      const loop = play(given);
      checkRecord(loop);
      for (const { type } of loop.facts) seen.set(type, (seen.get(type) ?? 0) + 1);
    }),
    { numRuns: runs, seed },
  );
  // A story that never gets there proves nothing of it.
  const wanted = [
    'alarm.overdue',
    'dispatch.nobodyFound',
    'review.concluded',
    'playbook.stepOverdue',
    'incident.climbed',
    'incident.offerRang',
    'incident.merged',
    'incident.split',
    'incident.orderSettled',
    'incident.reviewed',
    'incident.findingDone',
    'incident.reopened',
  ];
  t.diagnostic([...seen].map(([type, n]) => `${type} ${n}`).join(', '));
  for (const type of wanted) assert.ok((seen.get(type) ?? 0) > runs / 1000, type);
});
