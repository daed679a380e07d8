import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Refusal } from '@anyuan/contracts/errors.ts';
import fc from 'fast-check';
import pino from 'pino';
import { v7 } from 'uuid';
import { makeClipFiles } from './clip-files.ts';
import { openClipKeys, rotateKey } from './clip-keys.ts';
import { ensureKey, sealEverything } from './sealing.ts';
import { wavOf } from './wav.ts';

const receivedAt = Date.UTC(2026, 2, 2, 8);
const wav = (seconds: number) => wavOf(Buffer.alloc(Math.round(seconds * 32_000), 1));

async function folder(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-sealed-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, 'clips.key');
  const keys = openClipKeys(path);
  const files = makeClipFiles(dir, keys);
  const told: string[] = [];
  const sealing = {
    ...{ path, keys, files },
    log: pino({ level: 'silent' }),
    clock: { now: () => receivedAt, setTimer: () => ({ cancel: () => {} }) },
    operations: {
      raise: async ({ kind }: { kind: string }) => void told.push(`raised ${kind}`),
      clear: async (kind: string) => void told.push(`cleared ${kind}`),
    },
  };
  await ensureKey(sealing);
  const nameOf = (detectionId: string) => ({ detectionId, receivedAt });
  return {
    ...{ path, keys, told },
    seal: () => sealEverything(sealing),
    read: (id: string) => files.read(nameOf(id)),
    fileOf: (id: string, ending = 'clip') => join(dir, 'clips', '2026-03', '02', `${id}.${ending}`),
    async store(sound: Buffer): Promise<string> {
      const id = v7();
      const prepared = await files.prepare(nameOf(id), sound);
      await prepared.place();
      return id;
    },
  };
}
const noKey = (error: unknown) => error instanceof Refusal && error.code === 'clip.keyMissing';

test('nothing of the sound lies on the disk in the clear; no clip opens in place of another', async (t) => {
  const { path, store, read, fileOf } = await folder(t);
  const [one, other] = [await store(wav(1)), await store(wav(1))];
  const bytes = await readFile(fileOf(one));
  assert.equal(bytes.indexOf('RIFF'), -1);
  assert.equal(bytes.indexOf(Buffer.alloc(64, 1)), -1);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await read(one), wav(1));
  await writeFile(fileOf(other), bytes);
  assert.equal(await read(other), null);
});

test('what was sealed opens as it was; one changed bit and it does not open', async (t) => {
  const { keys } = await folder(t);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.uuid(), (sound, at, name) => {
      const sealed = keys.seal(name, Buffer.from(sound));
      assert.deepEqual(keys.open(name, sealed), Buffer.from(sound));
      // Behind the name of the key, which has an answer of its own.
      const place = 12 + (at % (sealed.length - 12));
      sealed.writeUInt8(sealed.readUInt8(place) ^ (1 << (at % 8)), place);
      assert.equal(keys.open(name, sealed), null);
    }),
  );
});

test('a new key is taken while running; all is sealed anew, then the old key is forgotten', async (t) => {
  const { path, seal, store, read, fileOf } = await folder(t);
  const [plain, old] = [await store(wav(1)), await store(wav(2))];
  // As a version before left it.
  await rm(fileOf(plain));
  await writeFile(fileOf(plain, 'wav'), wav(1));
  assert.deepEqual(await read(plain), wav(1), 'plays before it was sealed');
  const before = await readFile(path, 'utf8');
  assert.equal(rotateKey(path, 5)?.keys, 2);
  const fresh = await store(wav(1));
  assert.deepEqual([await read(old), await read(fresh)], [wav(2), wav(1)]);
  assert.equal(await seal(), 2);
  const keys = JSON.parse(await readFile(path, 'utf8'));
  assert.equal(keys.keys.length, 1);
  assert.notEqual(keys.current, JSON.parse(before).current);
  assert.deepEqual([await read(plain), await read(old)], [wav(1), wav(2)]);
  const names = await readdir(join(fileOf(plain), '..'));
  assert.ok(names.every((name) => name.endsWith('.clip')));
  assert.equal(await seal(), 0);
});

test('without its key nothing is stored or played, it is said aloud, and no other takes its place', async (t) => {
  const { path, seal, store, read, told } = await folder(t);
  const kept = await store(wav(1));
  const right = await readFile(path);
  for (const broken of [null, '{}', right.subarray(0, 40)]) {
    if (broken === null) await rm(path);
    else await writeFile(path, broken);
    assert.equal(await seal(), 0);
    assert.equal(told.at(-1), 'raised clips.keyMissing');
    await assert.rejects(read(kept), noKey);
    await assert.rejects(store(wav(1)), noKey);
    assert.equal(rotateKey(path, 5), null);
  }
  await writeFile(path, right);
  await seal();
  assert.equal(told.at(-1), 'cleared clips.keyMissing');
  assert.deepEqual(await read(kept), wav(1));
});
