import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectionKinds } from '@anyuan/contracts/detection.ts';
import type { HearingOverride } from '@anyuan/contracts/hearing.ts';
import { zoneKinds } from '@anyuan/contracts/terminal.ts';
import fc from 'fast-check';
import { hearingAtMinute, inheritHearing, makeHearingNow, shippedHearing } from './hearing.ts';
import { wakes } from './wake.ts';

const shift = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const override: fc.Arbitrary<HearingOverride | null> = fc.option(
  fc.record(
    {
      sensitivity: shift,
      kinds: fc.record({ scream: shift, cry: shift }, { requiredKeys: [] }),
      wakeFrom: fc.integer({ min: 1, max: 4 }),
      levelOverFloorDb: fc.double({ min: 3, max: 80, noNaN: true }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<HearingOverride>,
);

test('no setting, at no hour, keeps a button or a person from calling', () => {
  const wakeFrom = fc.oneof(fc.integer(), fc.constant(Number.NaN));
  fc.assert(
    fc.property(wakeFrom, fc.integer({ min: 0, max: 4 }), (from, confidence) => {
      assert.ok(wakes({ kind: 'button', confidence }, from));
      assert.ok(wakes({ kind: 'person', confidence }, from));
      for (const kind of detectionKinds) assert.ok(wakes({ kind, confidence: 4 }, from));
    }),
  );
  assert.equal(wakes({ kind: 'level', confidence: 1 }, 2), false);
  assert.equal(wakes({ kind: 'scream', confidence: 2 }, 2), true);
});

test('the narrowest word counts, and what nobody said is as shipped', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zoneKinds),
      fc.array(override, { maxLength: 4 }),
      (kind, own) => {
        const whole = inheritHearing(shippedHearing(kind), own);
        for (const key of ['sensitivity', 'wakeFrom', 'levelOverFloorDb'] as const) {
          const last = own.findLast((o) => o?.[key] !== undefined)?.[key];
          assert.equal(whole[key], last ?? shippedHearing(kind)[key]);
        }
        for (const sound of ['scream', 'cry'] as const) {
          const last = own.findLast((o) => o?.kinds?.[sound] !== undefined)?.kinds?.[sound];
          assert.equal(whole.kinds[sound], last);
        }
      },
    ),
  );
});

test('class breaks and PE differ, by the wall clock of the school', () => {
  const hearing = {
    ...shippedHearing('corridor'),
    times: [
      { name: '大课间', weekdays: [1, 2, 3, 4, 5], fromMinute: 580, toMinute: 610, wakeFrom: 3 },
      {
        name: '夜间',
        weekdays: [1, 2, 3, 4, 5, 6, 7],
        fromMinute: 1320,
        toMinute: 360,
        sensitivity: -0.1,
      },
    ],
  };
  const at = makeHearingNow();
  const on = (iso: string) => at({ hearing, now: Date.parse(iso), timeZone: 'Asia/Shanghai' });
  assert.equal(on('2026-09-16T09:45:00+08:00').wakeFrom, 3);
  assert.equal(on('2026-09-16T10:10:00+08:00').wakeFrom, 2);
  assert.equal(on('2026-09-19T09:45:00+08:00').wakeFrom, 2, 'Saturday');
  assert.equal(on('2026-09-20T03:00:00+08:00').sensitivity, -0.1);
  assert.equal(hearingAtMinute(hearing, { weekday: 3, minute: 700 }), hearing);
});
