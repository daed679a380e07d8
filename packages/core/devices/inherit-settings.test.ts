import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DeviceOverride,
  deviceScopes,
  deviceSettingKeys,
} from '@anyuan/contracts/device-settings.ts';
import fc from 'fast-check';
import {
  inheritSettings,
  type SettingWord,
  shippedDeviceSettings,
  valuesOf,
} from './inherit-settings.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const seconds = fc.integer({ min: 0, max: 60 });
const own: fc.Arbitrary<DeviceOverride> = fc.record(
  {
    clipEnabled: maybe(fc.boolean()),
    preRollSec: maybe(seconds),
    postRollSec: maybe(seconds),
    volume: maybe(fc.constantFrom(0, 0.5, 1)),
    deterrent: maybe(fc.boolean()),
    heartbeatSec: maybe(fc.integer({ min: 5, max: 600 })),
  },
  { requiredKeys: [] },
);
const words: fc.Arbitrary<SettingWord[]> = fc.array(maybe(own), { maxLength: 6 }).map((all) =>
  all.map((one, i) => ({
    scope: deviceScopes[Math.min(i, 2)] ?? 'terminal',
    subject: `level ${i}`,
    own: one,
  })),
);
const open = { privacy: false };

test('every value is what the narrowest level says to it, and names that level', () => {
  fc.assert(
    fc.property(words, (levels) => {
      const resolved = inheritSettings(levels, open);
      for (const key of deviceSettingKeys) {
        const { value, from } = resolved[key];
        const saying = levels.filter((level) => level.own?.[key] != null);
        const last = saying.at(-1);
        assert.equal(value, last?.own?.[key] ?? shippedDeviceSettings[key]);
        assert.deepEqual(
          from,
          last ? { scope: last.scope, subject: last.subject } : { scope: 'shipped' },
        );
      }
    }),
  );
});

test('a level that says nothing changes nothing; one that says all hides what is above', () => {
  fc.assert(
    fc.property(words, fc.nat(6), (levels, at) => {
      const silent: SettingWord = { scope: 'organisation', subject: 'x', own: { volume: null } };
      const more = [...levels.slice(0, at), silent, ...levels.slice(at)];
      assert.deepEqual(inheritSettings(more, open), inheritSettings(levels, open));
      const whole: SettingWord = { scope: 'terminal', subject: 't', own: shippedDeviceSettings };
      assert.deepEqual(valuesOf(inheritSettings([...levels, whole], open)), shippedDeviceSettings);
    }),
  );
});

test('taking a word back restores exactly what was before', () => {
  fc.assert(
    fc.property(words, own, (levels, word) => {
      const said: SettingWord = { scope: 'terminal', subject: 't', own: word };
      const takenBack = [...levels, { ...said, own: null }];
      assert.deepEqual(inheritSettings(takenBack, open), inheritSettings(levels, open));
    }),
  );
});

test('in a privacy zone no level whatever switches clips on', () => {
  fc.assert(
    fc.property(words, (levels) => {
      const all: SettingWord = { scope: 'terminal', subject: 't', own: { clipEnabled: true } };
      const { clipEnabled } = inheritSettings([...levels, all], { privacy: true });
      assert.deepEqual(clipEnabled, { value: false, from: { scope: 'privacy' } });
      const allowed = inheritSettings([...levels, all], { privacy: true, allowed: true });
      assert.ok(allowed.preRollSec.value + allowed.postRollSec.value <= 10);
    }),
  );
});
