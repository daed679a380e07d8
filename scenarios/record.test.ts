import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { encodeWav } from '@anyuan/terminal/capture/wav.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';

/** `bin/anyuan record` as it is typed, with a microphone that is a file, against a real server. */
const root = fileURLToPath(new URL('..', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'anyuan-record-'));
const folder = join(base, 'recordings');
const programs = join(base, 'bin');
let s: Scenario;
let school: string[] = [];

before(async () => {
  s = await startScenario({ settings: { data: join(base, 'server') } });
  const { schools } = await (await s.as('affairs')).call('listSchools');
  school = ['--server', s.url, '--login', 'affairs', '--school', schools[0]?.name ?? ''];
  await microphone('cat prompt.raw');
});
after(async () => {
  await s?.end();
  rmSync(base, { recursive: true, force: true });
});

/** What `arecord` does: gives samples, or fails as it does without a card. */
async function microphone(script: string): Promise<void> {
  await mkdir(programs, { recursive: true });
  const voice = await readFile(join(root, 'apps/terminal/prompts/sent.wav'));
  await writeFile(join(programs, 'prompt.raw'), voice.subarray(44));
  const text = `#!/bin/sh\ncd ${programs}\n${script}\n`;
  await writeFile(join(programs, 'arecord'), text);
  await chmod(join(programs, 'arecord'), 0o755);
}

interface Ended {
  code: number;
  out: string;
  err: string;
}

function record(words: string[], input?: Uint8Array): Promise<Ended> {
  const env = {
    ...process.env,
    PATH: `${programs}:${process.env.PATH}`,
    ANYUAN_PASSWORD: 'anyuan-demo',
    NODE_TEST_CONTEXT: undefined,
  };
  const all = [join(root, 'bin/anyuan'), 'record', ...words, '--dir', folder];
  return new Promise((done) => {
    const child = execFile(process.execPath, all, { env }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

async function recorded(words: string[], input?: Uint8Array): Promise<string> {
  const { code, out, err } = await record(words, input);
  assert.equal(code, 0, err);
  return out;
}

const count = async (table: string): Promise<number> =>
  (await s.database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n;
const serverFiles = async () =>
  (await readdir(join(base, 'server', 'voices')).catch(() => [])).length;
const takeOf = (person: string, phrase: string) => [
  ...['say', '--person', person, '--phrase', phrase, '--manner', 'loud', '--metres', '3'],
];

test('nobody before they agreed; the words are read out; a dead or silent microphone is told', async () => {
  const early = await record(takeOf('p01', '救救我'));
  assert.equal(early.code, 2);
  assert.match(early.err, /还没有同意/);
  assert.match(await recorded(['consent', '--person', 'p01']), /随时可以要求删除[\s\S]*p01 已同意/);
  await microphone('echo "arecord: main: audio open error: No such file or directory" >&2; exit 1');
  const dead = await record(takeOf('p01', '救救我'));
  assert.deepEqual([dead.code, /No such file.*--device/.test(dead.err)], [2, true], dead.err);
  await microphone('head -c 96000 /dev/zero');
  assert.match((await record(takeOf('p01', '救救我'))).err, /没有录到声音/);
  assert.match((await record(takeOf('p01', '不在表里'))).err, /--phrase 取其一/);
  assert.equal(existsSync(join(folder, 'p01')), false, 'nothing of no use is kept');
  await microphone('cat prompt.raw');
});

test('what is recorded reaches the school, once, and the thresholds are fitted to it there', async () => {
  for (let n = 0; n < 6; n += 1) await recorded(takeOf('p01', '救救我'));
  // From a file on standard input, as well.
  const voice = await readFile(join(root, 'apps/terminal/prompts/sent.wav'));
  await recorded([...takeOf('p01', '别打我'), '--from', '-'], voice);
  await recorded(['consent', '--person', 'p02']);
  await recorded([...takeOf('p02', '别打我'), ...school]);
  await writeFile(
    join(base, 'place.wav'),
    encodeWav(Int16Array.from({ length: 90 * 16_000 }, (_, i) => (i * 7_919) % 601)),
  );
  await recorded(['background', '--from', join(base, 'place.wav')]);

  assert.match(await recorded(['enrol']), /救救我 {2}6 {2}0\.5/);
  assert.match(await recorded(['send', ...school]), /录音 8 条，现场 2 分钟/);
  await recorded(['send', ...school]);
  assert.deepEqual([await count('voice'), await count('voice_take')], [2, 8]);
  assert.equal(await serverFiles(), 8);
  const affairs = await s.as('affairs');
  const schoolId = (await affairs.call('listSchools')).schools[0]?.id ?? '';
  const list = await affairs.call('listVoices', { params: { schoolId } });
  assert.deepEqual([list.voices.length, list.backgroundMinutes], [2, 2]);

  const { version } = await affairs.call('showPhrases', { params: { schoolId } });
  assert.match(await recorded(['enrol', ...school]), /救救我 {2}6[\s\S]*未保存/);
  assert.equal((await affairs.call('showPhrases', { params: { schoolId } })).version, version);
  assert.match(await recorded(['enrol', '--apply', ...school]), /已保存/);
  assert.equal((await affairs.call('showPhrases', { params: { schoolId } })).version, version + 1);
});

test('who is forgotten leaves no file, no row, no line; delete leaves nothing of anybody', async () => {
  assert.match(await recorded(['forget', '--person', 'p01', ...school]), /已删除/);
  assert.deepEqual([await count('voice'), await count('voice_take')], [1, 1]);
  assert.equal(await serverFiles(), 1);
  assert.deepEqual((await readdir(folder)).sort(), ['consent.csv', 'manifest.csv', 'p02', 'place']);
  for (const file of ['consent.csv', 'manifest.csv']) {
    assert.ok(!(await readFile(join(folder, file), 'utf8')).includes('p01'), file);
  }
  await recorded(['delete', ...school]);
  assert.deepEqual([await count('voice'), await count('voice_take')], [0, 0]);
  assert.deepEqual([await serverFiles(), existsSync(folder)], [0, false]);
});

test('a wrong password, a server that is not there and a school that is not named are told', async () => {
  const wrong = await record(['send', '--server', s.url, '--login', 'nobody']);
  assert.equal(wrong.code, 2);
  assert.ok(wrong.err.trim().length > 4, wrong.err);
  const away = await record(['send', '--server', 'http://127.0.0.1:9', '--login', 'affairs']);
  assert.deepEqual([away.code, /连不上/.test(away.err)], [2, true]);
  const unnamed = await record(['send', ...school.slice(0, 4), '--school', '没有这所']);
  assert.match(unnamed.err, /--school/);
});
