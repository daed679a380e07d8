import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readKey } from '@anyuan/server/backup/key.ts';
import { restoreBackup } from '@anyuan/server/backup/restore.ts';
import { migrations } from '@anyuan/server/cli/backup-work.ts';
import { makeKeyKeeping } from '@anyuan/server/evidence/key-keeping.ts';
import { fingerprintOf, newEvidenceKey } from '@anyuan/server/evidence/signing.ts';
import { verifyPackage } from '@anyuan/server/evidence/verify-package.ts';
import { openDb } from '@anyuan/server/platform/db.ts';
import { makeFirstKey, openClipKeys } from '@anyuan/server/recordings/clip-keys.ts';
import { emptyDatabase } from '@anyuan/testkit/fresh-database.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** The key that signs evidence: sealed by a key file, renewed by the command, kept by backups; what it signed stays valid. */
const own = mkdtempSync(join(tmpdir(), 'anyuan-evidence-key-'));
const data = join(own, 'data');
const file = join(data, 'evidence.key');
const backups = { backupDir: join(own, 'backups'), backupKeyFile: join(own, 'backup.key') };
const incidentId = v7();
let s: Scenario;
let leader: Actor;
before(async () => {
  s = await startScenario({ settings: { data, ...backups } });
  leader = await s.as('leader');
  const { schools } = await leader.call('listSchools');
  const at = { incidentId, schoolId: schools[0]?.id ?? '', occurredAt: s.clock.now() };
  await leader.call('openIncident', {
    body: { ...at, source: 'call', kind: 'other', title: '家长反映' },
  });
});
after(async () => {
  await s?.end();
  rmSync(own, { recursive: true, force: true });
});

const take = async () =>
  (await leader.call('takeEvidence', {
    params: { incidentId },
    query: { reason: '移交教育局' },
  })) as Buffer;
const shown = () => leader.call('showEvidenceKey');
const kept = async () => {
  const { rows } = await s.database.pool.query<{ text: string }>(
    `select value::text as text from installation where key = 'evidence-key'`,
  );
  return rows[0]?.text ?? '';
};
/** What the notice of the system says of a key file that is away. */
const missing = async () => {
  const { rows } = await s.database.pool.query<{ text: string }>(
    `select text from operation where kind = 'key.missing' and subject = 'evidence.key' and cleared_at is null`,
  );
  return rows;
};
const keyIds = () =>
  (JSON.parse(readFileSync(file, 'utf8')) as { keys: { id: string }[] }).keys.map((k) => k.id);
const rotate = () => {
  const cli = fileURLToPath(new URL('../apps/server/cli/clip-key.ts', import.meta.url));
  const done = spawnSync(process.execPath, [cli, 'rotate', '--data', data], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
};
/** Of the package, and that it is whole. */
const signedBy = (zip: Buffer) => {
  const { isSigned, findings, fingerprint } = verifyPackage(zip);
  assert.deepEqual([isSigned, findings], [true, []]);
  return fingerprint;
};

test('a key that an older program left open in the database is sealed at the start, and stays the same key', async () => {
  const old = newEvidenceKey(s.clock.now());
  await s.restart(async () => {
    await s.database.pool.query(
      `insert into installation (key, value) values ('evidence-key', $1::jsonb)
       on conflict (key) do update set value = excluded.value`,
      [JSON.stringify(old)],
    );
  });
  await soon(async () => {
    const text = await kept();
    assert.ok(text.includes('sealed') && !text.includes('PRIVATE KEY'), text.slice(0, 80));
  });
  assert.ok(!readFileSync(file, 'utf8').includes('PRIVATE'));
  leader = await s.as('leader');
  const { fingerprint, isUsable, former } = await shown();
  assert.deepEqual([fingerprint, isUsable, former], [fingerprintOf(old.publicKey), true, []]);
  assert.equal(signedBy(await take()), fingerprint);
});

test('without the key file nothing is signed and nothing made in its place; put back, it goes on', async () => {
  const before = await shown();
  renameSync(file, `${file}.away`);
  await assert.rejects(take(), (e) => e instanceof Refused && e.code === 'evidence.keyMissing');
  const away = await shown();
  assert.deepEqual([away.fingerprint, away.isUsable], [before.fingerprint, false]);
  await s.restart();
  leader = await s.as('leader');
  await soon(async () => assert.equal((await missing()).length, 1));
  renameSync(`${file}.away`, file);
  await s.restart();
  leader = await s.as('leader');
  await soon(async () => assert.deepEqual(await missing(), []));
  assert.equal(signedBy(await take()), before.fingerprint);
});

test('a new key by the command: what was signed before still verifies and its fingerprint stays known', async () => {
  // No recording was stored here; the command makes a key for each file that there is.
  makeFirstKey(join(data, 'clips.key'), s.clock.now());
  const before = await take();
  const [sealing] = keyIds();
  rotate();
  await s.restart();
  leader = await s.as('leader');
  await soon(() => assert.equal(keyIds().length, 1));
  assert.notEqual(keyIds()[0], sealing, 'the key that sealed the old one is gone');
  const { fingerprint, former } = await shown();
  assert.equal(signedBy(await take()), fingerprint);
  assert.deepEqual(
    former.map((f) => f.fingerprint),
    [signedBy(before)],
  );
  assert.notEqual(fingerprint, signedBy(before));
  const { rows } = await s.database.pool.query<{ subject: string }>(
    `select subject from audit where action = 'evidence.keyRenewed'`,
  );
  assert.deepEqual(
    rows.map((r) => r.subject),
    [fingerprint],
  );
});

test('a key file that is lost for good: the command makes a new one, and only the command', async () => {
  const before = await shown();
  rmSync(file);
  await s.restart();
  leader = await s.as('leader');
  assert.equal((await shown()).isUsable, false);
  rotate();
  const zip = await take();
  const { fingerprint, former } = await shown();
  assert.equal(signedBy(zip), fingerprint);
  assert.equal(former.length, before.former.length + 1);
});

test('a backup holds the sealed key and its file: restored, it signs as before', async () => {
  const admin = await s.as('admin');
  await admin.call('makeBackup');
  await s.server.idle();
  const target = await emptyDatabase();
  const dataDir = join(own, 'restored');
  const db = openDb(target.connection, { max: 1 });
  try {
    const { files } = await restoreBackup({
      file: join(backups.backupDir, readdirSync(backups.backupDir)[0] ?? ''),
      key: await readKey(backups.backupKeyFile),
      ...{ dataDir, migrations, openDatabase: async () => target.connection },
      onProgress: () => {},
    });
    assert.ok(files.has('evidence.key'));
    const keys = { ...openClipKeys(join(dataDir, 'evidence.key')), make: () => assert.fail() };
    const { publicKey } = await makeKeyKeeping({ db, clock: s.clock, keys }).signing();
    assert.equal(fingerprintOf(publicKey), (await shown()).fingerprint);
  } finally {
    await db.close();
    await target.drop();
  }
});
