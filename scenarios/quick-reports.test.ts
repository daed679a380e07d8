import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keyIdOf, makeFirstKey } from '@anyuan/server/recordings/clip-keys.ts';
import { type Actor, soon } from '@anyuan/testkit/scenario.ts';
import { strFromU8, unzipSync } from 'fflate';
import { v7 } from 'uuid';
import { type IncidentWorld, openIncidentWorld, refused } from './incident-world.ts';

/** 随手报: taken once however often it is sent, sealed, looked at on record, settled, and told to who made it. */
let w: IncidentWorld;
let guard: Actor;
let affairs: Actor;
before(async () => {
  w = await openIncidentWorld();
  guard = await w.s.as('guard');
  affairs = await w.s.as('affairs');
});
after(() => w.end());

const exif = [0xff, 0xe1, 0, 8, ...Buffer.from('GPS123')];
const photo = Buffer.from([
  ...[0xff, 0xd8, ...exif, 0xff, 0xda, 0, 4, 1, 2],
  ...Buffer.from('faces of children'),
  ...[0xff, 0xd9],
]);
const voice = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, ...Buffer.from('a voice')]);

const newReport = (more: object = {}) => ({
  id: v7(),
  schoolId: w.schoolId,
  kind: 'hazard' as const,
  zoneId: null,
  place: '南门外',
  position: null,
  words: '护栏松动',
  parts: [] as { id: string; kind: 'photo' | 'voice' }[],
  madeAt: w.s.clock.now(),
  sentAt: w.s.clock.now(),
  ...more,
});

const pathOf = (partId: string) => join('quick-reports', partId.slice(-2), `${partId}.clip`);
/** The data folder of this scenario, by a part that lies in it. */
function dataOf(partId: string): string {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith('anyuan-scenario-'));
  const found = names
    .map((name) => join(tmpdir(), name))
    .find((dir) => existsSync(join(dir, pathOf(partId))));
  assert.ok(found, 'no file');
  return found;
}
const sealedFile = (partId: string) => readFileSync(join(dataOf(partId), pathOf(partId)));

async function put(who: Actor, of: { quickReportId: string; partId: string }, bytes: Buffer) {
  const reply = await fetch(`${w.s.url}/api/quick-reports/${of.quickReportId}/parts/${of.partId}`, {
    method: 'PUT',
    headers: {
      ...{ cookie: who.cookie, 'x-anyuan': '1' },
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(bytes),
  });
  const body = (await reply.json()) as { error?: { code: string } };
  return body.error?.code ?? 'ok';
}

const one = async (who: Actor, quickReportId: string) =>
  who.call('showQuickReport', { params: { quickReportId } });

test('sent twice it is one; what is missing is said and sent; its own time survives a wrong clock', async () => {
  const now = w.s.clock.now();
  const parts = [
    { id: v7(), kind: 'photo' as const },
    { id: v7(), kind: 'voice' as const },
  ];
  const day = 86_400_000;
  const report = newReport({ parts, madeAt: now + 40 * day - 600_000, sentAt: now + 40 * day });
  const first = await guard.call('sendQuickReport', { body: report });
  assert.deepEqual(
    first.missing,
    parts.map((p) => p.id),
  );
  const at = { quickReportId: report.id, partId: parts[0]?.id ?? '' };
  assert.equal(await put(guard, at, photo), 'ok');
  assert.equal(await put(guard, at, photo), 'ok', 'again: nothing changes');
  const again = await guard.call('sendQuickReport', { body: report });
  assert.deepEqual(again.missing, [parts[1]?.id], 'a phone that resumes sends only the rest');
  assert.equal(await put(guard, { ...at, partId: parts[1]?.id ?? '' }, voice), 'ok');
  const { reports } = await affairs.call('listQuickReports');
  const mine = reports.filter((r) => r.id === report.id);
  assert.equal(mine.length, 1);
  assert.equal(mine[0]?.madeAt, now - 600_000);
  assert.equal(mine[0]?.clockOffMs, 40 * day);
  assert.ok(mine[0]?.parts.every((p) => p.storedAt !== null));
});

test('photos are sealed on the disk without position; opening one asks for a reason and is on record', async () => {
  const part = { id: v7(), kind: 'photo' as const };
  const report = newReport({ parts: [part] });
  await guard.call('sendQuickReport', { body: report });
  const params = { quickReportId: report.id, partId: part.id };
  await refused(
    affairs.call('openReportPart', { params, query: { reason: 'x' } }),
    'quickReport.partGone',
  );
  await put(guard, params, photo);
  await refused(
    affairs.call('openReportPart', { params, query: { reason: ' ' } }),
    'request.invalid',
  );
  const bytes = (await affairs.call('openReportPart', {
    ...{ params, query: { reason: '核实情况' } },
  })) as unknown as Buffer;
  assert.ok(bytes.includes('faces of children') && !bytes.includes('GPS'));
  const lying = sealedFile(part.id);
  assert.ok(lying.subarray(0, 4).equals(Buffer.from('AYC1')) && !lying.includes('faces'));
  const { views } = await one(await w.s.as('leader'), report.id);
  assert.deepEqual(
    views.map((v) => v.reason),
    ['核实情况'],
  );
  assert.ok(views[0]?.personName);
});

test('a new key: within a day what lies there is sealed with it, opens as before, and the old key is gone', async () => {
  const part = { id: v7(), kind: 'photo' as const };
  const report = newReport({ parts: [part] });
  await guard.call('sendQuickReport', { body: report });
  const params = { quickReportId: report.id, partId: part.id };
  await put(guard, params, photo);
  const before = sealedFile(part.id);
  const data = dataOf(part.id);
  // No recording was stored here: the command makes a key for each file that there is.
  makeFirstKey(join(data, 'clips.key'), w.s.clock.now());
  const cli = fileURLToPath(new URL('../apps/server/cli/clip-key.ts', import.meta.url));
  const done = spawnSync(process.execPath, [cli, 'rotate', '--data', data], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const keyIds = () => {
    const text = readFileSync(join(data, 'quick-reports.key'), 'utf8');
    return (JSON.parse(text) as { keys: { id: string }[] }).keys.map((k) => k.id);
  };
  const [old, current] = keyIds();
  assert.ok(old && current && done.stdout.includes(current));
  assert.equal(keyIdOf(before), old);
  await w.travel(86_400 + 60);
  await soon(() => assert.equal(keyIdOf(sealedFile(part.id)), current));
  await soon(() => assert.deepEqual(keyIds(), [current]));
  affairs = await w.s.as('affairs');
  guard = await w.s.as('guard');
  const query = { reason: '核实情况' };
  const bytes = (await affairs.call('openReportPart', { params, query })) as unknown as Buffer;
  assert.ok(bytes.includes('faces of children'));
});

test('bad input is refused in words and changes nothing', async () => {
  await refused(
    guard.call('sendQuickReport', { body: newReport({ words: ' \0 ' }) }),
    'quickReport.empty',
  );
  await refused(
    guard.call('sendQuickReport', { body: newReport({ zoneId: v7() }) }),
    'subject.unknown',
  );
  const part = { id: v7(), kind: 'photo' as const };
  const report = newReport({ parts: [part] });
  await guard.call('sendQuickReport', { body: report });
  const at = { quickReportId: report.id, partId: part.id };
  assert.equal(await put(guard, at, Buffer.from('ftypheic of a phone')), 'quickReport.notMedia');
  assert.equal(await put(guard, at, Buffer.alloc(5_000_000)), 'quickReport.partTooLarge');
  assert.equal(await put(guard, at, Buffer.alloc(0)), 'quickReport.notMedia');
  assert.equal(
    await put(await w.s.as('teacher'), at, photo),
    'subject.unknown',
    'not their report',
  );
  await refused(
    (await w.s.as('teacher')).call('sendQuickReport', { body: report }),
    'subject.unknown',
  );
  assert.equal((await one(affairs, report.id)).report.parts[0]?.storedAt, null);
});

test('the station does not see what a school was told, until it is a shared incident', async () => {
  const command = await w.s.as('command');
  const part = { id: v7(), kind: 'photo' as const };
  const report = newReport({ kind: 'suspicious', parts: [part] });
  await guard.call('sendQuickReport', { body: report });
  await put(guard, { quickReportId: report.id, partId: part.id }, photo);
  await refused(one(command, report.id), 'subject.unknown');
  const params = { quickReportId: report.id };
  const body = { kind: 'suspicious' as const, title: '校门口徘徊' };
  const made = await affairs.call('openIncidentOfReport', { params, body });
  const twice = await affairs.call('openIncidentOfReport', { params, body });
  assert.equal(made.report.incidentId, twice.report.incidentId);
  const incidentId = made.report.incidentId ?? '';
  const { incident } = await affairs.call('showIncident', { params: { incidentId } });
  assert.equal(incident.content, '护栏松动');
  assert.equal(incident.source, 'report');
  await refused(one(command, report.id), 'subject.unknown');
  await affairs.call('offerIncident', { params: { incidentId }, body: { note: '请协查' } });
  assert.equal((await one(command, report.id)).report.incidentState, 'reported');
  const taken = (await command.call('takeEvidence', {
    ...{ params: { incidentId }, query: { reason: '移交教育局' } },
  })) as Buffer;
  const files = unzipSync(taken);
  assert.ok(Buffer.from(files['reports/1-1.jpg'] ?? []).includes('faces of children'));
  const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()));
  const digest = createHash('sha256')
    .update(files['reports/1-1.jpg'] ?? '')
    .digest('hex');
  assert.ok(JSON.stringify(manifest.files).includes(digest));
  const page = strFromU8(files['index.html'] ?? new Uint8Array());
  for (const words of ['reports/1-1.jpg', digest, '护栏松动'])
    assert.ok(page.includes(words), words);
  const { views } = await one(affairs, report.id);
  assert.ok(
    views.some((v) => v.reason === '移交教育局'),
    'the look is on record',
  );
  const asked = await command.call('listQuickReports', { query: { state: 'any', incidentId } });
  assert.deepEqual(
    asked.reports.map((r) => r.id),
    [report.id],
  );
  await refused(
    affairs.call('closeQuickReport', { params, body: { reason: 'x' } }),
    'quickReport.settled',
  );
  await refused(affairs.call('reopenQuickReport', { params }), 'quickReport.notClosed');
});

test('closed with a reason that the reporter reads and hears of; taken back', async () => {
  const report = newReport();
  await guard.call('sendQuickReport', { body: report });
  const params = { quickReportId: report.id };
  await affairs.call('closeQuickReport', { params, body: { reason: '已请总务处当天修好' } });
  const own = async () =>
    (await guard.call('myQuickReports')).reports.find((r) => r.id === report.id);
  assert.equal((await own())?.reason, '已请总务处当天修好');
  assert.equal((await own())?.state, 'closed');
  await w.s.server.idle();
  const told = await w.s.database.pool.query<{ login: string; title: string }>(
    `select p.login, n.payload #>> '{zh,title}' as title from notification n
     join person p on p.id = n.person_id where n.payload ->> 'tag' = $1 order by n.queued_at`,
    [report.id],
  );
  assert.ok(told.rows.every((r) => r.login !== 'guard' || r.title === '您的随手报有了结果'));
  await affairs.call('reopenQuickReport', { params });
  assert.equal((await own())?.state, 'open');
  assert.equal((await own())?.reason, null);
});

test('photos of settled reports are deleted when due, with a line in the audit; open ones stay', async () => {
  const [open, settled] = [newReport(), newReport()].map((r) => ({
    ...r,
    parts: [{ id: v7(), kind: 'photo' as const }],
  }));
  assert.ok(open && settled);
  for (const r of [open, settled]) {
    await guard.call('sendQuickReport', { body: r });
    await put(guard, { quickReportId: r.id, partId: r.parts[0]?.id ?? '' }, photo);
  }
  const params = { quickReportId: settled.id };
  await affairs.call('closeQuickReport', { params, body: { reason: '已处理' } });
  await w.travel(91 * 86_400);
  const after = await w.s.as('affairs');
  await soon(async () => {
    const { report } = await one(after, settled.id);
    assert.notEqual(report.parts[0]?.deletedAt, null);
  });
  await refused(
    after.call('openReportPart', {
      params: { ...params, partId: settled.parts[0]?.id ?? '' },
      query: { reason: 'x' },
    }),
    'quickReport.partGone',
  );
  assert.equal((await one(after, open.id)).report.parts[0]?.deletedAt, null);
  const { rows } = await w.s.database.pool.query(
    `select 1 from audit where action = 'quickReport.mediaDeleted' and subject = $1`,
    [settled.id],
  );
  assert.equal(rows.length, 1);
});
