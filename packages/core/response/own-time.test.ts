import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownTimeOf } from './respond.ts';

const clock = fc.integer({ min: 0, max: 4e12 });

test('a wrong clock of the phone changes nothing: only how long it waited counts', () => {
  fc.assert(
    fc.property(clock, clock, fc.integer({ min: 0, max: 600_000 }), (now, phone, waited) => {
      assert.equal(ownTimeOf({ madeAt: phone, sentAt: phone + waited }, now), now - waited);
    }),
  );
});

test('never in the future, never older than ten minutes, whatever the phone says', () => {
  fc.assert(
    fc.property(clock, clock, clock, (now, madeAt, sentAt) => {
      const own = ownTimeOf({ madeAt, sentAt }, now) ?? Number.NaN;
      assert.ok(own <= now && own >= now - 600_000);
    }),
  );
  assert.equal(ownTimeOf({ madeAt: 5 }, 9), null);
});
