import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPhrases } from '@anyuan/contracts/phrases.ts';
import { enrol } from '@anyuan/core/words/enrol.ts';
import { decodeFile } from './capture/decode.ts';
import { Refused } from './options.ts';
import { scoreRecordings } from './record-scores.ts';
import { forgetAll, forgetPerson, keepTake, noteConsent, personCode } from './record-store.ts';
import { loadWordsModel } from './words-model.ts';

const help = `用法 / usage: bin/anyuan record VERB --dir DIR
  consent --person p01 --words "同意……"     记录同意 / note that a person agrees
  say --person p01 --phrase 别打我 --manner calm|loud --metres 1|3|5   录一遍 / record one phrase
  background --seconds 3600                录现场声音 / record the place itself
  enrol                                    算出适合本校的阈值，前后对照 / thresholds for this school
  forget --person p01                      删除一个人的全部 / delete all of a person
  delete                                   删除全部 / delete everything
  --device plughw:1,0  麦克风 / microphone      --from FILE  用已有录音 / use a sound file
`;

const options = {
  dir: { type: 'string', default: 'data/recordings-of-phrases' },
  person: { type: 'string' },
  words: { type: 'string' },
  phrase: { type: 'string' },
  manner: { type: 'string', default: 'calm' },
  metres: { type: 'string', default: '1' },
  seconds: { type: 'string' },
  device: { type: 'string', default: 'default' },
  from: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readArguments>['values'];

const readArguments = (argv: string[]) =>
  parseArgs({ args: argv, allowPositionals: true, options });
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Samples of a file, or so many seconds of the microphone. @throws Refused */
async function capture(values: Values, seconds: number): Promise<Int16Array> {
  if (values.from !== undefined) {
    const pcm = await decodeFile(values.from);
    return Int16Array.from(pcm, (s) => Math.max(-32_768, Math.min(32_767, s * 32_768)));
  }
  say(`正在录音 ${seconds} 秒 / recording for ${seconds} s`);
  const words = ['-q', '-D', values.device, '-f', 'S16_LE', '-r', '16000', '-c', '1', '-t', 'raw'];
  try {
    const bytes = execFileSync('arecord', [...words, '-d', String(seconds)], {
      maxBuffer: 1 << 30,
    });
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    throw new Refused(`麦克风 ${values.device} 无法录音：${why}`, `cannot record: ${why}`);
  }
}

async function recordPhrase(values: Values): Promise<void> {
  const phrase = defaultPhrases.find(({ text }) => text === values.phrase);
  const { manner } = values;
  const metres = Number(values.metres);
  const isKnown = (manner === 'calm' || manner === 'loud') && [1, 3, 5].includes(metres);
  if (phrase === undefined || !isKnown) {
    const all = defaultPhrases.map(({ text }) => text).join(' ');
    throw new Refused(
      `--phrase 取其一：${all}`,
      '--phrase of the list, --manner calm or loud, --metres 1, 3 or 5',
    );
  }
  const take = { person: personCode(values.person), text: phrase.text, pinyin: phrase.pinyin };
  const pcm = await capture(values, 3);
  say(await keepTake(values.dir, { ...take, manner, metres: metres as 1 | 3 | 5 }, pcm));
}

async function recordBackground(values: Values): Promise<void> {
  const seconds = Number(values.seconds ?? 3600);
  if (!(seconds >= 1 && seconds <= 86_400))
    throw new Refused('--seconds 1 至 86400', '--seconds 1 to 86400');
  const place = { person: 'place', text: '', pinyin: '', manner: 'background', metres: 0 } as const;
  say(await keepTake(values.dir, place, await capture(values, seconds)));
}

/** Thresholds before and after, and a list that can be taken over on the console. */
async function enrolSchool({ dir }: Values): Promise<void> {
  const model = await loadWordsModel(join(import.meta.dirname, 'models'));
  if ('fault' in model) throw new Refused(`呼救语模型不可用：${model.detail}`, model.detail);
  const scores = await scoreRecordings(dir, { phrases: defaultPhrases, open: model.open });
  const phrases = enrol(defaultPhrases, scores);
  say(
    '短语 / phrase  遍数 / clips  原阈值 / before  新阈值 / after  原听到 / heard before  现听到 / after',
  );
  for (const [i, after] of phrases.entries()) {
    const before = defaultPhrases[i]?.threshold ?? 0.5;
    const clips = scores.said.get(after.text) ?? [];
    const share = (at: number) => `${clips.filter((s) => s >= at).length}/${clips.length}`;
    say(
      [
        after.text,
        clips.length,
        before,
        after.threshold,
        share(before),
        share(after.threshold),
      ].join('  '),
    );
  }
  await writeFile(join(dir, 'phrases.json'), `${JSON.stringify(phrases, null, 2)}\n`);
  say(`${join(dir, 'phrases.json')}`);
}

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = readArguments(argv);
  const [verb] = positionals;
  if (values.help || verb === undefined) return say(help);
  if (verb === 'say') return recordPhrase(values);
  if (verb === 'background') return recordBackground(values);
  if (verb === 'enrol') return enrolSchool(values);
  if (verb === 'consent') {
    const words = values.words ?? '同意录音并用于本校终端 / agreed';
    return noteConsent(values.dir, { person: personCode(values.person), words, at: new Date() });
  }
  if (verb === 'forget') {
    const found = await forgetPerson(values.dir, personCode(values.person));
    return say(found ? '已删除 / deleted' : '没有这个人的录音 / nothing of this person');
  }
  if (verb !== 'delete') throw new Refused(`不认识 ${verb}`, `no such verb: ${verb}`);
  await forgetAll(values.dir);
  say('已全部删除 / everything is deleted');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isOption = String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof Refused) && !isOption) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
