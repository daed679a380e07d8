import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mediaTypeOf, withoutMetadata } from './media.ts';
import { becomeIncident, closeReport, madeOf, type Report, reopenReport } from './quick-report.ts';

const report: Report = {
  ...{ id: 'r', schoolId: 's', personId: 'p', side: 'school', kind: 'hazard', zoneId: null },
  ...{ place: '校门', position: null, words: '栏杆松了', madeAt: 1, receivedAt: 2, clockOffMs: 0 },
  ...{ state: 'open', settledAt: null, settledBy: null, reason: null, incidentId: null },
};
const by = { personId: 'a', now: 10 };

test('the time of a report holds whatever the clock of the phone shows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -4e11, max: 4e11 }),
      fc.integer({ min: 0, max: 30 * 86_400_000 }),
      (offMs, waitedMs) => {
        const now = 1_790_000_000_000;
        const sentAt = now + offMs;
        const made = madeOf({ madeAt: sentAt - waitedMs, sentAt }, now);
        assert.deepEqual(made, { madeAt: now - waitedMs, clockOffMs: offMs });
      },
    ),
  );
  // A clock that was put back meanwhile: made now, never in the future.
  assert.equal(madeOf({ madeAt: 500, sentAt: 100 }, 1000).madeAt, 1000);
});

test('settled once, whatever is tapped in which order; only a closing is taken back', () => {
  type Step = 'close' | 'closeElse' | 'reopen' | 'incident';
  const run = (r: Report, step: Step) => {
    if (step === 'reopen') return reopenReport(r, by);
    if (step === 'incident') return becomeIncident(r, 'i', by);
    return closeReport(r, step, by);
  };
  const steps = fc.array(fc.constantFrom<Step>('close', 'closeElse', 'reopen', 'incident'));
  fc.assert(
    fc.property(steps, (taken) => {
      let now = report;
      for (const step of taken) {
        const before = now;
        const next = run(before, step);
        if (!next.ok) continue;
        now = next.report;
        if (before.state === 'incident') assert.deepEqual(now, before);
        assert.equal(now.state === 'closed', now.reason !== null);
        assert.equal(now.state === 'open', now.settledAt === null && now.settledBy === null);
        assert.equal(now.state === 'incident', now.incidentId !== null);
        assert.equal(next.facts.length, before === now ? 0 : 1);
      }
    }),
  );
});

const segment = (marker: number, ...body: number[]) => [0xff, marker, 0, body.length + 2, ...body];
const scan = [0xff, 0xda, 0, 4, 1, 2, 9, 9, 0xff, 0, 9];
const jpeg = (...segments: number[][]) =>
  Uint8Array.from([0xff, 0xd8, ...segments.flat(), ...scan, 0xff, 0xd9]);

test('a photo loses position and comments and what hangs behind its end, and stays a photo', () => {
  const exif = segment(0xe1, 1, 2, 3);
  const jfif = segment(0xe0, 4, 5);
  const table = segment(0xdb, 6, 7);
  const clean = jpeg(jfif, table);
  assert.deepEqual(withoutMetadata(jpeg(jfif, exif, table, segment(0xfe, 8))), clean);
  assert.deepEqual(withoutMetadata(clean), clean);
  assert.deepEqual(withoutMetadata(Uint8Array.from([...clean, 1, 2, 3])), clean);
  assert.equal(mediaTypeOf('photo', clean), 'image/jpeg');
});

test('whatever comes as a photo or a voice note, it is recognised or refused, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, begins) => {
      const given = begins ? Uint8Array.from([0xff, 0xd8, 0xff, ...bytes]) : bytes;
      const clean = withoutMetadata(given);
      if (clean !== null) assert.deepEqual(withoutMetadata(clean), clean);
      mediaTypeOf('voice', given);
    }),
  );
  assert.equal(mediaTypeOf('voice', jpeg()), null);
  assert.equal(mediaTypeOf('photo', Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3])), null);
  assert.equal(mediaTypeOf('voice', Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3])), 'audio/webm');
});
