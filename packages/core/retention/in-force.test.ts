import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeepDays, keptKinds } from '@anyuan/contracts/retention.ts';
import fc from 'fast-check';
import { goneBefore, graceMs, inForce, shorterFrom } from './in-force.ts';

const dayMs = 86_400_000;
const all = (n: number) => Object.fromEntries(keptKinds.map((kind) => [kind, n])) as KeepDays;
const start = { at: 0, days: all(100) };

test('longer counts at once; shorter a day later, and taken back before then it never counted', () => {
  const at = 200 * dayMs;
  const longer = [start, { at, days: all(150) }];
  assert.equal(inForce(longer, at).alarms, 150);
  assert.equal(shorterFrom(longer, at), null);
  const shorter = [start, { at, days: { ...all(100), clips: 2 } }];
  assert.equal(inForce(shorter, at + graceMs - 1).clips, 100);
  assert.equal(shorterFrom(shorter, at), at + graceMs);
  assert.equal(inForce(shorter, at + graceMs).clips, 2);
  assert.equal(inForce(shorter, at + graceMs).alarms, 100);
  assert.equal(shorterFrom(shorter, at + graceMs), null);
  const back = [...shorter, { at: at + graceMs - 1, days: all(100) }];
  for (const later of [0, dayMs, 9 * dayMs]) assert.equal(inForce(back, at + later).clips, 100);
});

test('what a short time deleted stays explained after it was made longer again', () => {
  const [at, back, now] = [200 * dayMs, 210 * dayMs, 220 * dayMs];
  const versions = [start, { at, days: all(30) }, { at: back, days: all(100) }];
  assert.equal(goneBefore(versions, 'alarms', now), back - 30 * dayMs);
  assert.equal(goneBefore([start], 'alarms', now), now - 100 * dayMs);
});

/** Versions in the order in which they were said, and a look at some time after the last. */
const history = fc
  .tuple(
    fc.array(fc.record({ afterMs: fc.nat(3 * dayMs), days: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.nat(5 * dayMs),
  )
  .map(([said, laterMs]) => {
    let at = 0;
    const versions = said.map(({ afterMs, days }) => {
      at += afterMs;
      return { at, days: all(days) };
    });
    return { versions, now: at + laterMs };
  });

test('property: no sweep at any time before reaches beyond what may be gone', () => {
  fc.assert(
    fc.property(history, fc.double({ min: 0, max: 1, noNaN: true }), ({ versions, now }, part) => {
      const then = Math.floor((versions[0]?.at ?? 0) + part * (now - (versions[0]?.at ?? 0)));
      const [first, ...later] = versions;
      const known = [first ?? start, ...later.filter((v) => v.at <= then)];
      const swept = then - inForce(known, then).alarms * dayMs;
      assert.ok(swept <= goneBefore(versions, 'alarms', now));
    }),
  );
});

test('property: nothing is kept for less than anybody asked for within the last day', () => {
  fc.assert(
    fc.property(history, ({ versions, now }) => {
      const days = inForce(versions, now).audit;
      const heard = versions.filter((v) => v.at > now - graceMs);
      for (const v of [...heard, versions.at(-1)]) assert.ok(days >= (v?.days.audit ?? 0));
    }),
  );
});
