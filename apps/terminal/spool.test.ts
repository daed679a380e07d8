import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSpool } from './spool.ts';
import { detectionOf } from './testing/detections.ts';
import { quietLog, temporaryFolder } from './testing/terminal.ts';

const files = async (dir: string) => (await readdir(dir)).filter((name) => name.endsWith('.json'));

test('what was put is there after a restart, in order, until it is acknowledged', async (t) => {
  const dir = await temporaryFolder(t);
  const spool = await openSpool({ dir, log: quietLog });
  const [first, second] = [detectionOf(), detectionOf({ kind: 'scream', confidence: 2 })];
  await spool.put(first);
  await spool.put(second);
  const again = await openSpool({ dir, log: quietLog });
  assert.deepEqual(again.all(), [first, second]);
  await again.forget(first.id);
  await again.forget(first.id);
  await again.forget('unknown');
  assert.deepEqual((await openSpool({ dir, log: quietLog })).all(), [second]);
});

test('half-written, foreign and empty files are set aside and lose nothing else', async (t) => {
  const dir = await temporaryFolder(t);
  const whole = detectionOf();
  await (await openSpool({ dir, log: quietLog })).put(whole);
  const cut = detectionOf();
  await writeFile(join(dir, `${cut.id}.json`), JSON.stringify(cut).slice(0, 80));
  await writeFile(join(dir, `${cut.id}.json.part`), '{');
  await writeFile(join(dir, `${detectionOf().id}.json`), JSON.stringify(detectionOf()));
  await writeFile(join(dir, 'empty.json'), '');
  const spool = await openSpool({ dir, log: quietLog });
  assert.deepEqual(spool.all(), [whole]);
  assert.equal((await readdir(join(dir, 'damaged'))).length, 4);
  assert.deepEqual(await files(dir), [`${whole.id}.json`]);
});

test('a refused detection is kept apart with its code, and not sent again', async (t) => {
  const dir = await temporaryFolder(t);
  const spool = await openSpool({ dir, log: quietLog });
  const refused = detectionOf();
  await spool.put(refused);
  await spool.refuse(refused.id, 'detection.malformed');
  assert.equal(spool.count(), 0);
  assert.equal((await openSpool({ dir, log: quietLog })).count(), 0);
  const kept = JSON.parse(await readFile(join(dir, 'refused', `${refused.id}.json`), 'utf8'));
  assert.equal(kept.code, 'detection.malformed');
  assert.deepEqual(kept.detection, refused);
});

test('a disk that takes nothing leaves the detection in memory; it is written when it can be', async (t) => {
  const dir = join(await temporaryFolder(t), 'spool');
  const spool = await openSpool({ dir, log: quietLog });
  await rm(dir, { recursive: true });
  const detection = detectionOf();
  await assert.rejects(spool.put(detection));
  assert.deepEqual(spool.all(), [detection]);
  assert.equal(await spool.writeUnsaved(), 1);
  await mkdir(dir);
  assert.equal(await spool.writeUnsaved(), 0);
  assert.deepEqual(await files(dir), [`${detection.id}.json`]);
});

test('an acknowledgement that overtakes the disk leaves no file behind', async (t) => {
  const dir = await temporaryFolder(t);
  const spool = await openSpool({ dir, log: quietLog });
  const detection = detectionOf();
  const putting = spool.put(detection);
  const forgetting = spool.forget(detection.id);
  await Promise.all([putting, forgetting]);
  assert.deepEqual(await files(dir), []);
  assert.equal(spool.count(), 0);
});
