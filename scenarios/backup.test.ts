import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BackupRun } from '@anyuan/contracts/routes/backups.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { readKey } from '@anyuan/server/backup/key.ts';
import { restoreBackup } from '@anyuan/server/backup/restore.ts';
import { migrations } from '@anyuan/server/cli/backup-work.ts';
import { emptyDatabase } from '@anyuan/testkit/fresh-database.ts';
import { type Actor, Refused, type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import type pg from 'pg';

/** One server with one database; each test goes on where the one before ended. */
let s: Scenario;
let admin: Actor;
const own = mkdtempSync(join(tmpdir(), 'anyuan-backup-'));
const folder = join(own, 'backups');
const keyFile = join(own, 'backup.key');
const settings: Partial<ServerSettings> = {
  backupDir: folder,
  backupKeyFile: keyFile,
  backupKeep: 2,
  rehearsalDays: 10,
};

before(async () => {
  s = await startScenario({ settings });
  admin = await s.as('admin');
});
after(async () => {
  await s.end();
  rmSync(own, { recursive: true, force: true });
});

/** Begins it and waits for its process. */
async function done(name: 'makeBackup' | 'rehearseRestore'): Promise<BackupRun> {
  const { runId } = await admin.call(name);
  await s.server.idle();
  const { runs } = await admin.call('showBackups');
  return runs.find((run) => run.id === runId) as BackupRun;
}

const newest = () => join(folder, readdirSync(folder).toSorted().at(-1) ?? '');
const operations = async () =>
  (
    await s.database.pool.query<{ kind: string }>(
      `select kind from operation where cleared_at is null and kind in ('backup.failed', 'rehearsal.due')`,
    )
  ).rows.map((r) => r.kind);

test('without a backup there is nothing to rehearse, and it says so', async () => {
  await assert.rejects(
    admin.call('rehearseRestore'),
    (e) => (e as Refused).code === 'backup.noneYet',
  );
  const board = await admin.call('showBackups');
  assert.deepEqual([board.stored, board.runs, board.isRehearsalDue], [[], [], false]);
});

test('a backup while alarms come in is one encrypted file with everything in it', async () => {
  const terminal = await s.terminal();
  const { id } = await terminal.detect();
  await s.advance(2);
  // The record is sealed some minutes later.
  s.clock.jump(20 * 60_000);
  await s.advance(60);
  const run = await done('makeBackup');
  assert.equal(run.failure, null);
  assert.equal(run.state, 'good');
  const alarms = await s.database.pool.query<{ n: string }>('select count(*) as n from alarm');
  assert.ok(Number(alarms.rows[0]?.n) > 0);
  assert.ok((run.result?.rows ?? 0) > 100 && (run.result?.seals ?? 0) > 0);
  assert.ok((run.result?.files ?? 0) > 0, 'the floor plans of the demonstration');
  const bytes = readFileSync(newest());
  assert.ok(bytes.subarray(0, 21).toString().startsWith('age-encryption.org/v1'));
  assert.ok(!bytes.includes(id), 'nothing of it can be read without the key');
});

test('a rehearsal restores it beside, finds everything, and leaves no trace', async () => {
  const before = readdirSync(folder);
  const run = await done('rehearseRestore');
  assert.equal(run.failure, null);
  assert.deepEqual(run.result?.findings, []);
  assert.equal(run.state, 'good');
  assert.ok((run.result?.seals ?? 0) > 0 && run.result?.newestAlarmAt);
  assert.deepEqual(readdirSync(folder), before);
  const board = await admin.call('showBackups');
  assert.equal(board.lastGoodRehearsalAt, run.startedAt);
});

test('a second one at the same time is refused', async () => {
  const first = admin.call('makeBackup');
  const second = admin.call('makeBackup');
  const codes = (await Promise.allSettled([first, second])).map((r) =>
    r.status === 'fulfilled' ? 'begun' : (r.reason as Refused).code,
  );
  assert.deepEqual(codes.toSorted(), ['backup.running', 'begun']);
  await s.server.idle();
});

test('restored into another database every row, month and counter is there', async () => {
  const target = await emptyDatabase();
  const dataDir = join(own, 'restored');
  try {
    const { manifest, files } = await restoreBackup({
      file: newest(),
      key: await readKey(keyFile),
      ...{ dataDir, migrations, openDatabase: async () => target.connection },
      onProgress: () => {},
    });
    assert.equal(files.size, manifest.files.length);
    for (const table of ['alarm', 'fact', 'person', 'place', 'audit', 'terminal']) {
      const rows = async (pool: pg.Pool) =>
        (await pool.query(`select to_jsonb(t) - 'x' as row from ${table} t order by t::text`)).rows;
      const there = await rows(target.pool);
      if (table === 'audit') assert.ok(there.length > 0);
      else assert.deepEqual(there, await rows(s.database.pool), table);
    }
    // A column that numbers itself goes on where it was.
    await target.pool.query(
      `insert into audit (at, action, subject, detail) values (1, 'session.opened', 'x', '{}')`,
    );
    const months = await target.pool.query(
      `select 1 from pg_inherits where inhparent = 'fact'::regclass`,
    );
    assert.ok((months.rowCount ?? 0) >= 4);
    await assert.rejects(
      restoreBackup({
        file: newest(),
        key: await readKey(keyFile),
        ...{ dataDir, migrations, openDatabase: async () => target.connection },
        onProgress: () => {},
      }),
      (e) => (e as { code?: string }).code === 'restore.notEmpty',
    );
  } finally {
    await target.drop();
  }
});

test('a damaged backup, a wrong key and a missing key are told apart; a notice stands until one is good', async () => {
  const file = newest();
  const whole = readFileSync(file);
  const broken = Buffer.from(whole);
  broken[broken.length - 40] = (broken[broken.length - 40] ?? 0) ^ 1;
  writeFileSync(file, broken);
  assert.equal((await done('rehearseRestore')).failure?.code, 'backup.damaged');
  writeFileSync(file, whole.subarray(0, whole.length - 100));
  assert.equal((await done('rehearseRestore')).failure?.code, 'backup.damaged');
  writeFileSync(file, whole);
  const key = readFileSync(keyFile);
  rmSync(keyFile);
  assert.equal((await done('rehearseRestore')).failure?.code, 'backup.keyMissing');
  assert.deepEqual(await operations(), ['backup.failed']);
  writeFileSync(keyFile, key);
  assert.equal((await done('rehearseRestore')).state, 'good');
  assert.deepEqual(await operations(), []);
});

test('the schedule makes one a day, keeps as many as are wanted, and asks for a rehearsal in time', async () => {
  cpSync(newest(), join(folder, 'notes.txt'));
  for (let day = 0; day < 3; day++) {
    s.clock.jump(24 * 3_600_000);
    await s.advance(61);
    await s.server.idle();
  }
  // A session ends after half a day.
  admin = await s.as('admin');
  const board = await admin.call('showBackups');
  const scheduled = board.runs.filter((r) => r.cause === 'schedule');
  assert.equal(scheduled.length, 3);
  assert.ok(scheduled.every((r) => r.state === 'good'));
  assert.equal(board.stored.length, 2);
  assert.ok(readdirSync(folder).includes('notes.txt'));
  assert.deepEqual(await operations(), []);
  s.clock.jump(11 * 24 * 3_600_000);
  await s.advance(61);
  assert.deepEqual(await operations(), ['rehearsal.due']);
  admin = await s.as('admin');
  assert.equal((await admin.call('showBackups')).isRehearsalDue, true);
  assert.equal((await done('rehearseRestore')).state, 'good');
  assert.deepEqual(await operations(), []);
});

test('storage is sampled each day; what grows is told, and how long the disk lasts', async () => {
  const board = await admin.call('showStorage');
  const backups = board.kinds.find((k) => k.kind === 'backups');
  assert.ok((backups?.bytes ?? 0) > 1000 && backups?.perDay !== null);
  assert.ok(board.kinds.every((k) => k.bytes >= 0) && board.freeBytes > 0);
  const { rows } = await s.database.pool.query('select distinct day from storage_sample');
  assert.ok(rows.length >= 3, 'one for each day that was');
});

test('who runs only one school sees nothing of it', async () => {
  const leader = await s.as('leader');
  await assert.rejects(
    leader.call('showBackups'),
    (e) => e instanceof Refused && e.code === 'permission.denied',
  );
});
