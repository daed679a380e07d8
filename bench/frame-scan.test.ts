import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmSummarySchema } from '@anyuan/contracts/alarm.ts';
import fc from 'fast-check';
import { makeFrameReader, scanAlarmFrame } from './frame-scan.ts';

/** Words with everything that could be mistaken for structure. */
const words = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('","version":', '"detectionIds":["x"]', '东侧卫生间 "\\', ']'),
);

const alarm = fc.record({
  id: fc.uuid(),
  version: fc.nat(),
  place: words,
  reasons: fc.array(fc.record({ label: words })),
  people: fc.array(fc.record({ personId: fc.uuid(), name: words })),
  detectionIds: fc.array(fc.uuid(), { minLength: 1, maxLength: 4 }),
  clip: fc.boolean(),
});

test('the scan finds what JSON.parse finds, whatever people write', () => {
  const read = makeFrameReader(2);
  fc.assert(
    fc.property(fc.array(alarm, { maxLength: 5 }), (alarms) => {
      const frame = { type: 'alarms', mode: 'change', last: true, alarms };
      const expected = alarms.flatMap((a) =>
        a.detectionIds.map((detectionId) => ({ alarmId: a.id, detectionId })),
      );
      const bytes = Buffer.from(JSON.stringify(frame));
      assert.deepEqual(scanAlarmFrame(bytes), expected);
      assert.deepEqual(read(bytes), expected);
      assert.deepEqual(read(Buffer.from(bytes)), expected);
    }),
  );
});

test('the contract keeps the order that the scan relies on', () => {
  const keys = Object.keys(alarmSummarySchema.shape);
  assert.deepEqual(keys.slice(0, 2), ['id', 'version']);
  assert.ok(keys.indexOf('detectionIds') > keys.indexOf('version'));
});

test('other frames carry no detection', () => {
  assert.deepEqual(scanAlarmFrame(Buffer.from('{"type":"hello","serverTime":1}')), []);
});
