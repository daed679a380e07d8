import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ErrorReply } from '@anyuan/contracts/errors.ts';
import { consent } from '@anyuan/contracts/voice-consent.ts';
import { encodeWav } from '@anyuan/terminal/capture/wav.ts';
import { type Actor, type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** People of a school lend their voice: after they agreed, under a code, and gone when they say so. */
let s: Scenario;
let affairs: Actor;
let schoolId = '';
let voice: Buffer;
const dataDir = mkdtempSync(join(tmpdir(), 'anyuan-voices-'));
const takesDir = join(dataDir, 'voices');

before(async () => {
  s = await startScenario({ settings: { data: dataDir } });
  affairs = await s.as('affairs');
  schoolId = (await affairs.call('listSchools')).schools[0]?.id ?? '';
  const prompt = new URL('../apps/terminal/prompts/sent.wav', import.meta.url);
  voice = await readFile(fileURLToPath(prompt));
});
after(async () => {
  await s.end();
  rmSync(dataDir, { recursive: true, force: true });
});

const list = () => affairs.call('listVoices', { params: { schoolId } });
const agree = (code: string, consentVersion: number = consent.version) =>
  affairs.call('addVoice', {
    params: { schoolId },
    body: { code, agreed: true, consentVersion, locale: 'zh' },
  });

async function put(path: string, wav: Buffer | Uint8Array): Promise<string> {
  const reply = await fetch(`${s.url}/api/schools/${schoolId}/${path}`, {
    method: 'PUT',
    headers: { cookie: affairs.cookie, 'x-anyuan': '1', 'content-type': 'audio/wav' },
    body: wav as BodyInit,
  });
  return reply.ok ? 'done' : ((await reply.json()) as ErrorReply).error.code;
}

const say = (
  code: string,
  wav: Buffer | Uint8Array,
  about: { id?: string; phrase?: string } = {},
) => {
  const query = new URLSearchParams({ manner: 'loud', metres: '3', recordedAt: '5' });
  query.set('phrase', about.phrase ?? '别打我');
  return put(`voices/${code}/takes/${about.id ?? v7()}?${query}`, wav);
};
const files = async () => (await readdir(takesDir).catch(() => [])).length;
const rows = async () =>
  (await s.database.pool.query('select count(*)::int as n from voice_take')).rows[0].n;

const tone = (gain: number, seconds = 1) =>
  Int16Array.from({ length: 16_000 * seconds }, (_, i) =>
    Math.max(-32_768, Math.min(32_767, gain * 32_767 * Math.sin(i / 9))),
  );

test('nothing of a person is kept before they agreed, to the words of today', async () => {
  assert.equal(await say('p01', voice), 'voice.noConsent');
  assert.equal(await files(), 0);
  await assert.rejects(agree('p01', 99), /voice.outdatedConsent/);
  const { voices } = await agree('p01');
  assert.deepEqual(voices, [{ code: 'p01', consentedAt: s.clock.now(), takes: [] }]);
  const { rows: kept } = await s.database.pool.query('select consent from voice');
  assert.match(kept[0].consent, /您随时可以要求删除/);
  await assert.rejects(agree('p01'), /voice.known/);
});

test('a recording is kept sealed; the same upload twice is one', async () => {
  const id = v7();
  assert.equal(await say('p01', voice, { id }), 'done');
  assert.equal(await say('p01', voice, { id }), 'done');
  const take = (await list()).voices[0]?.takes;
  assert.deepEqual(
    take?.map(({ phrase, metres }) => [phrase, metres]),
    [['别打我', 3]],
  );
  const lying = await readFile(join(takesDir, `${id}.clip`));
  assert.equal(lying.indexOf('RIFF'), -1);
  assert.deepEqual([await files(), await rows()], [1, 1]);
});

test('what is of no use is refused with its reason and leaves nothing', async () => {
  const stereo = Buffer.from(voice);
  stereo.writeUInt16LE(2, 22);
  const wrong = (rateHz: number) => encodeWav(tone(0.3), rateHz);
  const cases: [string, Buffer | Uint8Array][] = [
    ['voice.silent', encodeWav(new Int16Array(16_000))],
    ['voice.silent', encodeWav(new Int16Array(16_000).fill(9_000))],
    ['voice.clipped', encodeWav(tone(4))],
    ['voice.offset', encodeWav(tone(0.2).map((sample) => sample + 9_000))],
    ['clip.notAudio', wrong(44_100)],
    ['clip.notAudio', wrong(8_000)],
    ['clip.notAudio', stereo],
    ['clip.notAudio', voice.subarray(0, voice.length / 2)],
    ['clip.notAudio', Buffer.from('no sound')],
  ];
  for (const [code, wav] of cases) assert.equal(await say('p01', wav), code);
  assert.equal(await say('p01', voice, { phrase: '不在表里' }), 'voice.unknownPhrase');
  assert.deepEqual([await files(), await rows()], [1, 1]);
});

test('thresholds are fitted: before and after, heard and false, and nothing changes by itself', async () => {
  for (let n = 0; n < 6; n++) assert.equal(await say('p01', voice, { phrase: '救救我' }), 'done');
  const minute = `background/${v7()}?recordedAt=7`;
  assert.equal(await put(minute, encodeWav(tone(0.05, 4))), 'done');
  assert.equal(await put(minute, encodeWav(tone(0.05, 4))), 'done');
  assert.equal((await list()).backgroundMinutes, 1);
  const night = tone(0.002, 4);
  assert.equal(await put(`background/${v7()}?recordedAt=8`, encodeWav(night)), 'done');
  const dead = encodeWav(new Int16Array(64_000));
  assert.equal(await put(`background/${v7()}?recordedAt=9`, dead), 'voice.silent');
  assert.equal((await list()).backgroundMinutes, 2, 'a quiet night belongs to the place');
  const before = await affairs.call('showPhrases', { params: { schoolId } });
  assert.ok(before.phrases.some(({ severity }) => severity === 'notice'));
  const fit = await affairs.call('fitPhrases', { params: { schoolId } });
  assert.equal(fit.version, before.version);
  const of = (text: string) => fit.fitted.find((f) => f.text === text);
  assert.equal(of('笨蛋'), undefined, 'nobody is asked to say an insult');
  assert.equal(await say('p01', voice, { phrase: '笨蛋' }), 'voice.unknownPhrase');
  assert.deepEqual([of('救救我')?.clips, of('别打我')?.clips, of('救命')?.clips], [6, 1, 0]);
  assert.equal(
    of('别打我')?.thresholdAfter,
    of('别打我')?.thresholdBefore,
    'one clip moves nothing',
  );
  assert.equal(of('救命')?.minutes, 2);
  const { rows: scored } = await s.database.pool.query(
    'select count(*)::int as n from voice_take where score is not null and model is not null',
  );
  assert.equal(scored[0].n, 7);
  const saved = await affairs.call('savePhrases', {
    params: { schoolId },
    body: { version: fit.version, phrases: fit.phrases },
  });
  assert.equal(saved.version, fit.version + 1);
});

test('who is forgotten leaves no file, no row, no code behind; others stay', async () => {
  await agree('p10');
  const kept = v7();
  assert.equal(await say('p10', voice, { id: kept }), 'done');
  await affairs.call('removeVoice', { params: { schoolId, code: 'p01' }, body: {} as never });
  await affairs.call('removeVoice', { params: { schoolId, code: 'p01' }, body: {} as never });
  assert.deepEqual(
    (await list()).voices.map(({ code }) => code),
    ['p10'],
  );
  assert.deepEqual(await readdir(takesDir), [`${kept}.clip`]);
  assert.equal(await rows(), 1);
  const { rows: tables } = await s.database.pool.query(
    `select table_name as name from information_schema.tables where table_schema = current_schema()`,
  );
  for (const { name } of tables) {
    const { rows: found } = await s.database.pool.query(
      `select count(*)::int as n from "${name}" t where to_jsonb(t)::text like '%"p01"%'`,
    );
    assert.equal(found[0].n, 0, name);
  }
  await affairs.call('removeTake', { params: { schoolId, takeId: kept }, body: {} as never });
  assert.deepEqual([await files(), await rows()], [0, 0]);
  await affairs.call('removeBackground', { params: { schoolId }, body: {} as never });
  assert.equal((await list()).backgroundMinutes, 0);
});
