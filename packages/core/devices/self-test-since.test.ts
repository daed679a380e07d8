import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SelfTest, selfTestFaults, selfTestSkips } from '@anyuan/contracts/self-test.ts';
import fc from 'fast-check';
import { type KnownBefore, type SelfTestSeen, selfTestSince } from './self-test-since.ts';

const passed: SelfTestSeen = { outcome: 'passed', skipped: null, findings: [] };
const skipped = (why: SelfTest['skipped']): SelfTestSeen => ({
  ...{ outcome: 'skipped', skipped: why, findings: [] },
});
const failed = (...findings: SelfTest['findings']): SelfTestSeen => ({
  ...{ outcome: 'failed', skipped: null, findings },
});
const nothing: KnownBefore = { selfTest: null, faults: [] };

test('a loudspeaker broken before the update is as before, one broken by it is not', () => {
  const before = { selfTest: failed('speaker.unheard'), faults: [] };
  assert.equal(selfTestSince(failed('speaker.unheard'), before), 'asBefore');
  assert.equal(selfTestSince(failed('speaker.unheard', 'microphone.drift'), before), 'failed');
  assert.equal(selfTestSince(failed('speaker.unheard'), nothing), 'failed');
  assert.equal(
    selfTestSince(failed('speaker.unheard'), { ...nothing, selfTest: passed }),
    'failed',
  );
  const open = { selfTest: null, faults: ['speaker.unheard'] };
  assert.equal(selfTestSince(failed('speaker.unheard'), open), 'asBefore');
  assert.equal(selfTestSince(null, before), null, 'it has to test itself all the same');
});

test('one that has nothing to play with is as before, an alarm in between is asked again', () => {
  const mute = { selfTest: skipped('noPlayer'), faults: [] };
  assert.equal(selfTestSince(skipped('noPlayer'), mute), 'asBefore');
  assert.equal(selfTestSince(failed('speaker.unheard'), mute), 'asBefore');
  const dead = { selfTest: null, faults: ['speaker.dead'] };
  assert.equal(selfTestSince(skipped('noPlayer'), dead), 'asBefore');
  assert.equal(selfTestSince(skipped('noPlayer'), { ...nothing, selfTest: passed }), 'skipped');
  const alarm = { selfTest: skipped('alarm'), faults: ['speaker.dead'] };
  assert.equal(selfTestSince(skipped('alarm'), alarm), 'skipped');
});

const seen: fc.Arbitrary<SelfTestSeen> = fc.oneof(
  fc.constant(passed),
  fc.constantFrom(...selfTestSkips).map(skipped),
  fc.uniqueArray(fc.constantFrom(...selfTestFaults), { minLength: 1 }).map((f) => failed(...f)),
);

test('whatever was known: the same result again is as before, and knowing more never makes it worse', () => {
  fc.assert(
    fc.property(seen, seen, fc.subarray([...selfTestFaults]), (now, selfTest, faults) => {
      const again = selfTestSince(now, { selfTest: now, faults });
      const wanted =
        now.outcome === 'passed' ? 'passed' : now.skipped === 'alarm' ? 'skipped' : 'asBefore';
      assert.equal(again, wanted);
      const less = selfTestSince(now, { selfTest, faults: [] });
      const more = selfTestSince(now, { selfTest, faults });
      if (less === 'passed' || less === 'asBefore') assert.equal(more, less);
    }),
  );
});
