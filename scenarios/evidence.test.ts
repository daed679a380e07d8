import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newEvidenceKey, signBytes } from '@anyuan/server/evidence/signing.ts';
import { verifyPackage } from '@anyuan/server/evidence/verify-package.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { v7 } from 'uuid';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'anyuan-evidence-'));
let s: Scenario;
let terminal: ScenarioTerminal;
let leader: Actor;
let incidentId: string;
let bytes: Buffer;
before(async () => {
  s = await startScenario();
  terminal = await s.terminal();
  leader = await s.as('leader');
});
after(async () => {
  await s.end();
  rmSync(folder, { recursive: true, force: true });
});

/** One second of a tone, 16 kHz. */
function tone(): Buffer {
  const samples = Buffer.alloc(32_000);
  for (let n = 0; n < 16_000; n++) samples.writeInt16LE(Math.round(9000 * Math.sin(n / 6)), n * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(16_000, 24);
  head.writeUInt32LE(32_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const cli = (...words: string[]) =>
  spawnSync(process.execPath, [join(root, 'apps/server/cli/verify.ts'), ...words], {
    encoding: 'utf8',
  });

async function takenBy(who: Actor): Promise<string> {
  const thrown = await who
    .call('takeEvidence', { params: { incidentId }, query: { reason: 'x' } })
    .then(
      () => null,
      (error: unknown) => error,
    );
  return thrown instanceof Refused ? thrown.code : 'done';
}

/** A camera on the plan of the floor where the alarm is, and somebody who looks through it. */
async function lookThroughCamera(alarm: { id: string; schoolId: string; zoneId: string }) {
  const { schoolId, zoneId, id: alarmId } = alarm;
  const { places } = await leader.call('showPlaces', { params: { schoolId } });
  const placeId = places.find((p) => p.id === zoneId)?.parentId ?? '';
  const params = { schoolId, placeId };
  const { plan, version } = await leader.call('showFloorPlan', { params });
  const camera = { id: v7(), kind: 'camera' as const, at: [0.5, 0.5] as [number, number] };
  const marks = [...plan.marks, { ...camera, name: '走廊球机', url: 'https://video.invalid/1' }];
  await leader.call('saveFloorPlan', {
    params,
    body: { basedOn: version, plan: { ...plan, marks } },
  });
  const command = await s.as('command');
  const open = (alarmOf: string) =>
    command.call('openCamera', {
      ...{ params: { schoolId, zoneId, cameraId: camera.id }, body: { alarmId: alarmOf } },
    });
  assert.deepEqual(await open(alarmId), { url: 'https://video.invalid/1' });
  await assert.rejects(open(v7()), { code: 'subject.unknown' });
  const seen = await command.call('showZonePlan', { params: { schoolId, zoneId } });
  assert.equal(seen.plan?.marks.find((m) => m.id === camera.id)?.url, 'https://-');
}

test('a package holds the record, the recording in the clear, and who heard it', async () => {
  const detection = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(detection.id)));
  const { terminalId, secret } = terminal.enrolment;
  await s.database.pool.query(`update terminal set config = '{"clip":{"enabled":true}}'`);
  const stored = await fetch(`${s.url}/api/terminal/clips/${detection.id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${terminalId}.${secret}`, 'content-type': 'audio/wav' },
    body: new Uint8Array(tone()),
  });
  assert.equal(stored.status, 200, await stored.text());
  const { alarms } = await leader.call('listAlarms');
  const alarm = alarms[0];
  assert.ok(alarm?.clip);
  const params = { alarmId: alarm.id };
  await lookThroughCamera(alarm);
  await leader.call('acceptAlarm', { params });
  await leader.call('closeAlarm', {
    params,
    body: { verdict: 'true', reason: '<b>推搡</b>，已制止' },
  });
  await s.advance(2);
  const { incidents } = await leader.call('listIncidents');
  incidentId = incidents[0]?.id ?? '';
  await leader.call('addInvolved', {
    params: { incidentId },
    body: { involvedId: v7(), name: '王小明示例', minor: true, part: 'victim' },
  });
  const command = await s.as('command');
  await command.call('playClip', {
    params: { alarmId: alarm.id, detectionId: detection.id },
    query: { reason: '核实情况' },
  });
  bytes = (await leader.call('takeEvidence', {
    params: { incidentId },
    query: { reason: '移交教育局' },
  })) as Buffer;
  const files = unzipSync(bytes);
  assert.deepEqual(Object.keys(files).sort(), [
    'HOW-TO-VERIFY.txt',
    'clips/1-1.wav',
    'index.html',
    'manifest.json',
    'manifest.sig',
    'public-key.pem',
    'record.json',
  ]);
  assert.ok(
    Buffer.from(files['clips/1-1.wav'] ?? [])
      .subarray(44)
      .equals(tone().subarray(44)),
  );
  const page = strFromU8(files['index.html'] ?? new Uint8Array());
  for (const words of ['clips/1-1.wav', '核实情况', '移交教育局', '王*', '系统受理', '真实警情']) {
    assert.ok(page.includes(words), words);
  }
  assert.ok(!page.includes('王小明') && !page.includes('<b>推搡') && !page.includes('<script'));
  assert.ok(!strFromU8(files['record.json'] ?? new Uint8Array()).includes('王小明'));
});

test('who looked through a camera beside the alarm stands in it as well', () => {
  const page = strFromU8(unzipSync(bytes)['index.html'] ?? new Uint8Array());
  assert.match(page, /打开摄像头画面<\/td><td>走廊球机/);
});

test('taking it is on record with the reason, and so is each recording in it', async () => {
  const { lines } = await leader.call('listAuditLines', { query: { text: '移交教育局' } });
  assert.deepEqual(lines.map((l) => l.action).sort(), ['clip.played', 'evidence.exported']);
  assert.ok(lines.some((l) => l.subject === incidentId));
});

test('only those who may hear recordings, and to whom the incident is shown, may take it', async () => {
  assert.equal(await takenBy(await s.as('teacher')), 'permission.denied');
  assert.equal(await takenBy(await s.as('admin')), 'permission.denied');
  assert.equal(await takenBy(await s.as('leader2')), 'subject.unknown');
  const unshared = v7();
  const { schools } = await leader.call('listSchools');
  await leader.call('openIncident', {
    body: {
      ...{ incidentId: unshared, schoolId: schools[0]?.id ?? '', source: 'call', kind: 'other' },
      ...{ title: '只有学校知道', occurredAt: s.clock.now() },
    },
  });
  const command = await s.as('command');
  const theirs = command.call('takeEvidence', {
    params: { incidentId: unshared },
    query: { reason: 'x' },
  });
  await assert.rejects(theirs, (e) => e instanceof Refused && e.code === 'subject.unknown');
  const whole = unzipSync(
    (await leader.call('takeEvidence', {
      params: { incidentId: unshared },
      query: { reason: '没有报警的事件' },
    })) as Buffer,
  );
  assert.ok(whole['index.html']);
});

test('the command verifies it and says what was changed, removed, added, doubled or signed anew', async () => {
  const key = await leader.call('showEvidenceKey');
  const good = verifyPackage(bytes);
  assert.deepEqual([good.isSigned, good.findings, good.fingerprint], [true, [], key.fingerprint]);
  const files = unzipSync(bytes);
  const without = (path: string) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
  const findings = (zip: Record<string, Uint8Array>) => verifyPackage(zipSync(zip)).findings;
  assert.deepEqual(findings({ ...files, 'record.json': strToU8('{}') }), [
    { path: 'record.json', fault: 'changed' },
  ]);
  assert.deepEqual(findings(without('clips/1-1.wav')), [
    { path: 'clips/1-1.wav', fault: 'missing' },
  ]);
  assert.deepEqual(findings({ ...files, 'clips/9-9.wav': new Uint8Array(4) }), [
    { path: 'clips/9-9.wav', fault: 'added' },
  ]);
  const manifest = strFromU8(files['manifest.json'] ?? new Uint8Array());
  const other = strToU8(manifest.replace('移交教育局', '移交他人'));
  assert.equal(verifyPackage(zipSync({ ...files, 'manifest.json': other })).isSigned, false);

  const forger = newEvidenceKey(0);
  const forged = zipSync({
    ...files,
    'manifest.json': other,
    'manifest.sig': strToU8(signBytes(other, forger)),
    'public-key.pem': strToU8(forger.publicKey),
  });
  assert.equal(verifyPackage(forged).isSigned, true);
  assert.notEqual(verifyPackage(forged).fingerprint, key.fingerprint);

  const [mine, bad, none] = ['good.zip', 'forged.zip', 'none.zip'].map((n) => join(folder, n));
  writeFileSync(mine ?? '', bytes);
  writeFileSync(bad ?? '', forged);
  writeFileSync(none ?? '', 'no zip at all');
  const said = cli(mine ?? '', '--key', key.fingerprint);
  assert.equal(said.status, 0, said.stdout + said.stderr);
  assert.match(said.stdout, /一致 \/ agrees/);
  assert.equal(cli(bad ?? '', '--key', key.fingerprint).status, 1);
  assert.equal(cli(none ?? '').status, 2);
});

test('openssl and sha256sum agree, as the note in the package says', () => {
  const files = unzipSync(bytes);
  for (const name of ['manifest.json', 'public-key.pem']) {
    writeFileSync(join(folder, name), files[name] ?? '');
  }
  const signature = Buffer.from(strFromU8(files['manifest.sig'] ?? new Uint8Array()), 'base64');
  writeFileSync(join(folder, 'sig'), signature);
  const words = ['pkeyutl', '-verify', '-pubin', '-inkey', 'public-key.pem', '-rawin'];
  const said = execFileSync('openssl', [...words, '-in', 'manifest.json', '-sigfile', 'sig'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.match(said, /Verified Successfully/);
  assert.ok(readFileSync(join(folder, 'manifest.json')).length > 100);
});
