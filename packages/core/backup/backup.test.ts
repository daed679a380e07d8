import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BackupManifest } from '@anyuan/contracts/backup.ts';
import fc from 'fast-check';
import { judgeRehearsal, type Restored } from './judge.ts';
import { backupFileName, isRehearsalDue, madeAtOf, nextBackupAt, toForget } from './schedule.ts';

const dayMs = 86_400_000;
const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2040, 0, 1) });
const since = (at: number) => ({ installedAt: 0, lastGoodAt: at, lastTriedAt: at });
const hour = fc.integer({ min: 0, max: 23 });

test('after a good backup the next is due at the hour, within a day, never at once', () => {
  fc.assert(
    fc.property(time, hour, (lastGoodAt, at) => {
      const due = nextBackupAt({ ...since(lastGoodAt), hour: at });
      assert.ok(due > lastGoodAt && due <= lastGoodAt + dayMs);
      assert.equal(new Date(due + 8 * 3_600_000).getUTCHours(), at);
      assert.equal(due % 3_600_000, 0);
    }),
  );
});

test('a server that was off catches up; a failure waits an hour', () => {
  const lastGoodAt = Date.UTC(2026, 8, 1);
  const now = lastGoodAt + 5 * dayMs;
  assert.ok(nextBackupAt({ ...since(lastGoodAt), hour: 3 }) < now);
  const again = nextBackupAt({ ...since(lastGoodAt), hour: 3, lastTriedAt: now });
  assert.equal(again, now + 3_600_000);
  const never = { installedAt: lastGoodAt, lastGoodAt: null, lastTriedAt: null, hour: 3 };
  assert.ok(nextBackupAt(never) < now, 'also one that never made any');
});

test('a rehearsal is due when the last good one is older than the setting', () => {
  const about = { days: 30, firstBackupAt: 0, now: 31 * dayMs };
  assert.equal(isRehearsalDue({ ...about, lastGoodRehearsalAt: null }), true);
  assert.equal(isRehearsalDue({ ...about, lastGoodRehearsalAt: 2 * dayMs }), false);
  const nothing = { ...about, firstBackupAt: null, lastGoodRehearsalAt: null };
  assert.equal(isRehearsalDue(nothing), false);
});

test('the newest stay, and nothing that is not a backup ever goes', () => {
  const names = fc.array(fc.oneof(time.map(backupFileName), fc.string()));
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 5 }), (list, keep) => {
      const gone = toForget(list, keep);
      const left = list.filter((name) => madeAtOf(name) !== null).length - gone.length;
      assert.ok(gone.every((name) => madeAtOf(name) !== null));
      assert.equal(left, Math.min(keep, left + gone.length));
    }),
  );
});

test('the name of a backup tells its second', () => {
  fc.assert(
    fc.property(time, (at) => assert.equal(madeAtOf(backupFileName(at)), at - (at % 1000))),
  );
});

const manifest: BackupManifest = {
  format: 1,
  madeAt: 5,
  migrations: [{ version: 1, name: 'chain', checksum: 'x' }],
  tables: [{ name: 'alarm', columns: ['id'], rows: 3 }],
  months: [],
  counters: [],
  files: [{ path: 'clips/a.clip', bytes: 1, sha256: 'aa' }],
  newestAlarmAt: 4,
  clips: 1,
};
const whole: Restored = {
  rows: new Map([['alarm', 3]]),
  newestAlarmAt: 4,
  files: new Map([['clips/a.clip', 'aa']]),
  clipsOnDisk: 1,
  clipsPlayable: 1,
  brokenSeals: [],
};

test('a restored copy that is as promised has no finding; each fault is found and named', () => {
  assert.deepEqual(judgeRehearsal(manifest, whole), []);
  const cases: [Partial<Restored>, string][] = [
    [{ rows: new Map() }, 'rowsDiffer'],
    [{ newestAlarmAt: null }, 'newestAlarmDiffers'],
    [{ files: new Map() }, 'fileMissing'],
    [{ files: new Map([['clips/a.clip', 'ab']]) }, 'fileDamaged'],
    [{ clipsOnDisk: 0, clipsPlayable: 0 }, 'clipMissing'],
    [{ clipsPlayable: 0 }, 'clipUnplayable'],
    [{ brokenSeals: [7] }, 'sealBroken'],
  ];
  for (const [change, fault] of cases) {
    const found = judgeRehearsal(manifest, { ...whole, ...change });
    assert.deepEqual(
      found.map((f) => f.fault),
      [fault],
    );
  }
});
