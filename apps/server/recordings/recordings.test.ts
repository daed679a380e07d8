import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { clipDaysShipped, type KeepDays } from '@anyuan/contracts/retention.ts';
import { noteOf, withNote } from '@anyuan/core/recording/clip-note.ts';
import pino from 'pino';
import { v7 } from 'uuid';
import { json } from '../platform/db.ts';
import { makeFacts } from '../platform/facts.ts';
import { type Http, makeHttp } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { seedId } from '../seed/ids.ts';
import { makeWorld, type World } from '../seed/test-world.ts';
import { refusalOf } from './clip-files.ts';
import { openClipKeys } from './clip-keys.ts';
import { makeRecordings, type Recordings } from './recordings.ts';
import { serveRecordings } from './routes.ts';
import { wavOf } from './wav.ts';

const corridor = seedId('terminal/T01');
const toilet = seedId('terminal/T02');
const leader = seedId('person/leader');
const log = pino({ level: 'silent' });
const wav = (seconds: number) => wavOf(Buffer.alloc(Math.round(seconds * 32_000), 1));
let world: World;
let dataDir: string;
let recordings: Recordings;
let keepDays: Pick<KeepDays, 'clips' | 'privacyClips'> = clipDaysShipped;
let http: Http;
let changed: string[] = [];
const operations = { raise: async () => {}, clear: async () => {} };

before(async () => {
  world = await makeWorld();
  dataDir = await mkdtemp(join(tmpdir(), 'anyuan-clips-'));
  recordings = makeRecordings({
    db: world.db,
    clock: world.clock,
    log,
    facts: makeFacts(new Map()),
    ...{ dataDir, operations, keepDays: async () => keepDays },
    onAlarmChanged: (id) => void changed.push(id),
  });
  const who = {
    personId: leader,
    permissions: new Set(['recording.play']),
    may: () => true,
  } as unknown as Who;
  http = await makeHttp({
    log,
    authenticate: async () => who,
    authenticateTerminal: async (bearer) => bearer,
    organisationOf: world.sites.organisationOf,
  });
  serveRecordings(http, recordings);
});
after(async () => {
  await recordings.stop();
  await http.app.close();
  await world.end();
  await rm(dataDir, { recursive: true, force: true });
});

const refused = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error) => error instanceof Refusal && error.code === code);

interface Detected {
  alarmId: string;
  detectionId: string;
}

async function detect(terminalId = corridor): Promise<Detected> {
  const [alarmId, detectionId] = [v7(), v7()];
  const place = world.sites.terminal(terminalId);
  const now = world.clock.now();
  const shared = {
    school_id: place?.schoolId ?? '',
    zone_id: place?.zoneId ?? '',
    terminal_id: terminalId,
    kind: 'scream' as const,
    confidence: 3,
    reasons: json([]),
  };
  await world.db.query
    .insertInto('alarm')
    .values({
      ...shared,
      id: alarmId,
      version: 1,
      alarm_kind: 'actual',
      state: 'calling',
      plan: json(defaultPlan),
      tier: 0,
      round: 0,
      due_at: now,
      has_button: false,
      last_detection_at: now,
      detection_ids: [detectionId],
      people: json([]),
      t2: now,
    } as never)
    .execute();
  await world.db.query
    .insertInto('detection')
    .values({
      ...shared,
      id: detectionId,
      alarm_id: alarmId,
      terminal_began_at: now,
      terminal_decided_at: now,
      skew_ms: 0,
      received_at: now,
      clip_expected: true,
    } as never)
    .execute();
  return { alarmId, detectionId };
}

const alarmOf = ({ alarmId }: Detected) =>
  world.db.query
    .selectFrom('alarm')
    .select(['version', 'clip'])
    .where('id', '=', alarmId)
    .executeTakeFirstOrThrow();
const clipsOnDisk = async () => {
  const names = await readdir(dataDir, { recursive: true });
  return names.filter((n) => /\.(wav|clip|tmp)$/.test(n));
};
const keyFile = () => join(dataDir, 'clips.key');
const opened = (id: string, bytes: Buffer) => openClipKeys(keyFile()).open(id, bytes);
const pathOf = (id: string, ending = 'clip') =>
  join(dataDir, 'clips', '2026-03', '02', `${id}.${ending}`);
const audits = (subject: string) =>
  world.db.query.selectFrom('audit').selectAll().where('subject', '=', subject).execute();

test('a clip is stored for the server alone, and the alarm says that it can be played', async () => {
  const made = await detect();
  changed = [];
  await recordings.storeClip(corridor, made.detectionId, wav(3));
  assert.deepEqual(await alarmOf(made), { version: 2, clip: true });
  assert.deepEqual(changed, [made.alarmId]);
  const path = join(dataDir, 'clips', '2026-03', '02', `${made.detectionId}.clip`);
  assert.deepEqual(opened(made.detectionId, await readFile(path)), wav(3));
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await world.facts()).filter((type) => type === 'clip.stored').length, 1);
});

test('a longer clip replaces a shorter one; a shorter or equal one changes nothing', async () => {
  const made = await detect();
  const path = join(dataDir, 'clips', '2026-03', '02', `${made.detectionId}.clip`);
  await recordings.storeClip(corridor, made.detectionId, wav(2));
  await recordings.storeClip(corridor, made.detectionId, wav(1));
  await recordings.storeClip(corridor, made.detectionId, wav(2));
  assert.equal((await alarmOf(made)).version, 2);
  await Promise.all([3, 5, 4].map((s) => recordings.storeClip(corridor, made.detectionId, wav(s))));
  assert.equal(opened(made.detectionId, await readFile(path))?.length, wav(5).length);
  assert.equal((await clipsOnDisk()).filter((n) => n.endsWith('.tmp')).length, 0);
});

test('a note of the second look is kept inside the clip and in no row; nothing else that came along is', async () => {
  const { alarmId, detectionId } = await detect();
  const words = { transcript: '滚蛋，救命', heard: ['救命'], insults: ['滚蛋'] };
  const note = { v: 1, engine: 'sense-voice', ...words, before: 2, after: 3 } as const;
  const upload = Buffer.concat([wav(2), Buffer.from('LIST\x04\0\0\0evil', 'latin1')]);
  await recordings.storeClip(corridor, detectionId, Buffer.from(withNote(upload, note)));
  const played = await recordings.playClip({ alarmId, detectionId, personId: leader, reason: 'x' });
  assert.deepEqual([noteOf(played), played.includes('evil')], [note, false]);
  const rows = await world.db.query.selectFrom('detection').selectAll().execute();
  assert.equal(JSON.stringify(rows).includes('滚蛋'), false);
});

test('not audio, not this terminal, not detected, not allowed here: refused by code', async () => {
  const made = await detect();
  const { detectionId } = made;
  await refused(recordings.storeClip(corridor, detectionId, Buffer.from('x')), 'clip.notAudio');
  await refused(recordings.storeClip(toilet, detectionId, wav(1)), 'clip.unknownDetection');
  await refused(recordings.storeClip(corridor, v7(), wav(1)), 'clip.unknownDetection');
  const inToilet = await detect(toilet);
  const store = () => recordings.storeClip(toilet, inToilet.detectionId, wav(1));
  await refused(store(), 'clip.unknownDetection');
  const allow = (terminalId: string, enabled: unknown) =>
    world.db.query
      .updateTable('terminal')
      .set({ config: json({ clip: { enabled } }) })
      .where('id', '=', terminalId)
      .execute();
  await allow(toilet, 'true');
  await refused(store(), 'clip.unknownDetection');
  await allow(toilet, true);
  await store();
  await allow(corridor, false);
  await refused(recordings.storeClip(corridor, detectionId, wav(1)), 'clip.unknownDetection');
  await world.db.query.updateTable('terminal').set({ config: '{}' }).execute();
  assert.equal((await alarmOf(made)).clip, false);
});

test('a clip is played in whole or in part, and each play is on record with its reason', async () => {
  const made = await detect();
  await recordings.storeClip(corridor, made.detectionId, wav(1));
  const url = `/api/alarms/${made.alarmId}/clips/${made.detectionId}`;
  const play = (query: string, headers: Record<string, string> = {}) =>
    http.app.inject({ url: `${url}?reason=${encodeURIComponent(query)}`, headers });
  const whole = await play('核实警情');
  assert.equal(whole.statusCode, 200);
  assert.deepEqual(whole.rawPayload, wav(1));
  assert.equal(whole.headers['cache-control'], 'private, no-store');
  const part = await play('核实警情\0', { range: 'bytes=0-43' });
  assert.equal(part.statusCode, 206);
  assert.equal(part.headers['content-range'], `bytes 0-43/${wav(1).length}`);
  assert.equal(part.rawPayload.length, 44);
  assert.equal((await play('x', { range: 'bytes=999999-' })).statusCode, 416);
  const lines = await audits(made.detectionId);
  assert.equal(lines.length, 3);
  assert.equal(lines[0]?.person_id, leader);
  assert.deepEqual(lines[0]?.detail, { alarmId: made.alarmId, reason: '核实警情' });
  const broken = { ...made, personId: leader, reason: '核实\ud800' };
  assert.deepEqual(await recordings.playClip(broken), wav(1));
  assert.equal((await play('  ')).json().error.code, 'request.invalid');
  const other = await detect();
  const crossed = await http.app.inject({
    url: `/api/alarms/${other.alarmId}/clips/${made.detectionId}?reason=x`,
  });
  assert.equal(crossed.json().error.code, 'clip.missing');
});

test('a terminal uploads over HTTP; what is no WAV is refused with advice', async () => {
  const made = await detect();
  const upload = (payload: Buffer | string, type: string) =>
    http.app.inject({
      method: 'POST',
      url: `/api/terminal/clips/${made.detectionId}`,
      headers: { authorization: `Bearer ${corridor}`, 'content-type': type },
      payload,
    });
  assert.deepEqual((await upload(wav(2), 'audio/wav')).json(), { ok: true });
  assert.equal((await upload('{}', 'application/json')).json().error.code, 'clip.notAudio');
  assert.equal((await upload('noise', 'audio/wav')).json().error.code, 'clip.notAudio');
  const large = await upload(Buffer.alloc(5 * 1024 * 1024), 'audio/wav');
  assert.equal(large.json().error.code, 'request.tooLarge');
});

test('a missing file is a missing clip, not a broken database', async () => {
  const made = await detect();
  await recordings.storeClip(corridor, made.detectionId, wav(1));
  await rm(join(dataDir, 'clips', '2026-03', '02', `${made.detectionId}.clip`));
  const play = recordings.playClip({ ...made, personId: leader, reason: 'x' });
  await refused(play, 'clip.missing');
});

test('a full disk is said plainly', () => {
  const full = refusalOf(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  assert.ok(full instanceof Refusal && full.code === 'disk.full');
  const other = new Error('bug');
  assert.equal(refusalOf(other), other);
});

test('clips are deleted when due, sooner in privacy zones, with a line in the audit', async () => {
  const retained = await detect();
  await recordings.storeClip(corridor, retained.detectionId, wav(1));
  await world.db.query
    .updateTable('terminal')
    .set({ config: json({ clip: { enabled: true } }) })
    .where('id', '=', toilet)
    .execute();
  const sensitive = await detect(toilet);
  await recordings.storeClip(toilet, sensitive.detectionId, wav(1));
  recordings.start();
  await recordings.idle();
  assert.equal((await alarmOf(sensitive)).clip, true);

  const pass = async (days: number) => {
    world.clock.jump(days * 24 * 3600 * 1000);
    await world.clock.advance(60_000);
    await recordings.idle();
  };
  await pass(3);
  assert.deepEqual(await alarmOf(sensitive), { version: 3, clip: false });
  assert.equal((await alarmOf(retained)).clip, true);
  const [line] = await audits(sensitive.detectionId);
  assert.deepEqual([line?.action, line?.person_id], ['clip.deleted', null]);

  const orphan = pathOf(v7());
  await writeFile(orphan, 'left by a commit that failed');
  const long = new Date(world.clock.now() - 24 * 3600 * 1000);
  await utimes(orphan, long, long);
  keepDays = { clips: 9, privacyClips: 3 };
  await pass(4);
  assert.equal((await alarmOf(retained)).clip, true, 'longer than what ships');
  keepDays = clipDaysShipped;
  await pass(0);
  assert.equal((await alarmOf(retained)).clip, false);
  const young = await clipsOnDisk();
  assert.ok(young.some((n) => orphan.endsWith(n)));
  await pass(4);
  assert.deepEqual(await clipsOnDisk(), []);
});
