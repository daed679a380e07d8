import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  forgetAll,
  forgetPerson,
  keepTake,
  noteConsent,
  personCode,
  type Take,
} from './record-store.ts';

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-record-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return join(dir, 'recordings');
}

const take = (person: string): Take & { at: Date } => ({
  ...{ person, text: '别打我', pinyin: 'bie2 da2 wo3', manner: 'loud', metres: 3 },
  at: new Date(7),
});
const second = new Int16Array(16_000);
const consent = (dir: string, person: string) =>
  noteConsent(dir, { person, words: '本人同意, 用于本校终端', version: 1, at: new Date(0) });

test('nobody is recorded before they agreed; the background needs nobody', async (t) => {
  const dir = await folder(t);
  await assert.rejects(keepTake(dir, take('p01'), second), /同意|consent/);
  await consent(dir, 'p01');
  assert.equal(await keepTake(dir, take('p01'), second), 'p01/001-loud-3m.wav');
  const about = { person: 'place', text: '', pinyin: '', at: new Date(7) };
  const place = { ...about, manner: 'background', metres: 0 } as const;
  await keepTake(dir, place, second);
  const lines = (await readFile(join(dir, 'manifest.csv'), 'utf8')).split('\n');
  const withoutId = lines.map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID'));
  assert.deepEqual(withoutId, [
    'path,label,transcript,pinyin,speaker,seconds,manner,metres,id,recorded_at',
    'p01/001-loud-3m.wav,help,别打我,bie2 da2 wo3,p01,1.00,loud,3,ID,7',
    'place/001-background-0m.wav,background,,,place,1.00,background,0,ID,7',
    '',
  ]);
});

test('a person is forgotten without trace, and only that person', async (t) => {
  const dir = await folder(t);
  for (const person of ['p1', 'p10']) {
    await consent(dir, person);
    await keepTake(dir, take(person), second);
  }
  assert.equal(await forgetPerson(dir, 'p1'), true);
  assert.equal(await forgetPerson(dir, 'p1'), false);
  assert.deepEqual((await readdir(dir)).sort(), ['consent.csv', 'manifest.csv', 'p10']);
  for (const file of ['consent.csv', 'manifest.csv']) {
    const text = await readFile(join(dir, file), 'utf8');
    assert.ok(!/\bp1\b/.test(text) && text.includes('p10'), text);
  }
});

test('everything can be deleted, but nothing that is not ours', async (t) => {
  const dir = await folder(t);
  await consent(dir, 'p01');
  await forgetAll(dir);
  assert.equal(existsSync(dir), false);
  const other = await mkdtemp(join(tmpdir(), 'anyuan-other-'));
  t.after(() => rm(other, { recursive: true, force: true }));
  await writeFile(join(other, 'letter.txt'), 'mine');
  await assert.rejects(forgetAll(other), /holds no recordings/);
});

test('a code is no name', () => {
  for (const wrong of [undefined, '', '王小明', '../x', 'P 1'])
    assert.throws(() => personCode(wrong));
});
