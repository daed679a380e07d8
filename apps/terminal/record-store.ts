import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { encodeWav } from './capture/wav.ts';
import { Refused } from './options.ts';

/** One thing to be said, or the place's own background. */
export interface Take {
  /** Code of the person, no name: "p01". `place` for background. */
  person: string;
  text: string;
  pinyin: string;
  manner: 'calm' | 'loud' | 'background';
  metres: 0 | 1 | 3 | 5;
}

const header = 'path,label,transcript,pinyin,speaker,seconds,manner,metres,id,recorded_at\n';
const listFile = 'manifest.csv';
const consentFile = 'consent.csv';
/** Thresholds that `enrol` worked out. */
export const fittedFile = 'phrases.json';

/** @throws Refused */
export function personCode(code: string | undefined): string {
  if (code !== undefined && /^[a-z0-9]{1,20}$/.test(code)) return code;
  throw new Refused(
    '用 --person 给出代号（小写字母和数字，不要写姓名），例如 p01',
    'give a code with --person (a-z, 0-9, no name), for example p01',
  );
}

/** Notes who agreed, when and to what; before this nothing of a person is recorded. */
export async function noteConsent(
  dir: string,
  { person, words, version, at }: { person: string; words: string; version: number; at: Date },
): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const said = words.replace(/[\r\n",]+/g, ' ');
  const line = [person, at.toISOString(), said, version].join(',');
  await appendFile(join(dir, consentFile), `${line}\n`, { mode: 0o600 });
}

/** Who agreed, and to which version of the words. */
export async function readConsents(dir: string): Promise<Map<string, number>> {
  const text = await readFile(join(dir, consentFile), 'utf8').catch(() => '');
  const rows = text.split('\n').filter(Boolean);
  return new Map(
    rows.map((line) => {
      const [person = '', , , version = '0'] = line.split(',');
      return [person, Number(version)];
    }),
  );
}

export const hasConsent = async (dir: string, person: string): Promise<boolean> =>
  (await readConsents(dir)).has(person);

/** A recording that lies in the folder. */
export interface KeptTake {
  path: string;
  label: string;
  text: string;
  person: string;
  manner: string;
  metres: string;
  /** Made once: sent twice it is one. */
  id: string;
  recordedAt: number;
}

/** All recordings of a folder, in the order they were made. */
export async function readTakes(dir: string): Promise<KeptTake[]> {
  const text = await readFile(join(dir, listFile), 'utf8').catch(() => '');
  const rows = text.split('\n').slice(1).filter(Boolean);
  return rows.map((line) => {
    const [
      path = '',
      label = '',
      said = '',
      ,
      person = '',
      ,
      manner = '',
      metres = '',
      id = '',
      at,
    ] = line.split(',');
    return { path, label, text: said, person, manner, metres, id, recordedAt: Number(at ?? 0) };
  });
}

/** Keeps one take: 16 kHz mono. @throws Refused when the person has not agreed */
export async function keepTake(
  dir: string,
  take: Take & { at: Date },
  pcm: Int16Array,
): Promise<string> {
  const { person, text, pinyin, manner, metres } = take;
  if (manner !== 'background' && !(await hasConsent(dir, person))) {
    throw new Refused(
      `${person} 还没有同意录音，先用 consent 记录同意`,
      `${person} has not agreed yet: note it with consent first`,
    );
  }
  await mkdir(join(dir, person), { recursive: true, mode: 0o700 });
  const count = (await readdir(join(dir, person))).length;
  const path = `${person}/${String(count + 1).padStart(3, '0')}-${manner}-${metres}m.wav`;
  await writeFile(join(dir, path), encodeWav(pcm), { mode: 0o600 });
  const known = await readFile(join(dir, listFile), 'utf8').catch(() => header);
  const label = manner === 'background' ? 'background' : 'help';
  const seconds = (pcm.length / 16_000).toFixed(2);
  const about = [uuidV7(), take.at.getTime()];
  const row = [path, label, text, pinyin, person, seconds, manner, metres, ...about].join(',');
  await writeFile(join(dir, listFile), `${known}${row}\n`, { mode: 0o600 });
  return path;
}

/** Everything of one person: sounds, rows, consent. False when there was nothing. */
export async function forgetPerson(dir: string, person: string): Promise<boolean> {
  let found = false;
  for (const file of [listFile, consentFile]) {
    const text = await readFile(join(dir, file), 'utf8').catch(() => null);
    if (text === null) continue;
    const isTheirs = (line: string) =>
      line.startsWith(`${person},`) || line.startsWith(`${person}/`);
    const lines = text.split('\n');
    found ||= lines.some(isTheirs);
    await writeFile(join(dir, file), lines.filter((line) => !isTheirs(line)).join('\n'));
  }
  const sounds = await readdir(join(dir, person)).catch(() => []);
  // What was worked out from this voice too goes with it.
  await rm(join(dir, fittedFile), { force: true });
  await rm(join(dir, person), { recursive: true, force: true });
  return found || sounds.length > 0;
}

/** All recordings and all that was noted about them. */
export async function forgetAll(dir: string): Promise<void> {
  const names: string[] = await readdir(dir).catch(() => []);
  const isOurs = names.length === 0 || names.includes(listFile) || names.includes(consentFile);
  if (!isOurs)
    throw new Refused(`${dir} 不是录音目录，没有删除`, `${dir} holds no recordings of ours`);
  await rm(dir, { recursive: true, force: true });
}
