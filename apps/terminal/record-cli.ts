import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPhrases, isSaid } from '@anyuan/contracts/phrases.ts';
import { type Fit, takeManners, takeMetres } from '@anyuan/contracts/routes/voices.ts';
import { consent } from '@anyuan/contracts/voice-consent.ts';
import { enrol } from '@anyuan/core/words/enrol.ts';
import { Refused } from './options.ts';
import { capture, captureLong, refuseFlawed } from './record-capture.ts';
import { scoreRecordings } from './record-scores.ts';
import { openSchool, type School, sendFolder } from './record-server.ts';
import {
  fittedFile,
  forgetAll,
  forgetPerson,
  keepTake,
  noteConsent,
  personCode,
} from './record-store.ts';
import { loadWordsModel } from './words-model.ts';

const help = `用法 / usage: bin/anyuan record VERB --dir DIR
  consent --person p01                     读出同意书，记录同意 / read the words out, note that a person agrees
  say --person p01 --phrase 别打我 --manner calm|loud --metres 1|3|5   录一遍 / record one phrase
  background --seconds 3600                录现场声音 / record the place itself
  enrol                                    算出适合本校的阈值，前后对照 / thresholds for this school
  send                                     送到学校的服务器 / take them to the school's server
  forget --person p01                      删除一个人的全部 / delete all of a person
  delete                                   删除全部 / delete everything
  --device plughw:1,0  麦克风 / microphone      --from FILE|-  用已有录音 / use a sound file
  --server URL --login NAME [--school 名称]     学校的服务器，密码在 ANYUAN_PASSWORD / password in ANYUAN_PASSWORD:
      say 用学校的短语 / phrases of the school；enrol --apply 存为学校的阈值 / saves; forget, delete 同时删除 / there too
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
  server: { type: 'string' },
  login: { type: 'string' },
  school: { type: 'string' },
  apply: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readArguments>['values'];

const readArguments = (argv: string[]) =>
  parseArgs({ args: argv, allowPositionals: true, options });
/** Nobody is asked to say an insult. */
const cries = defaultPhrases.filter(isSaid);
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Null without `--server`: everything stays in the folder. */
async function schoolOf({ server, login, school }: Values): Promise<School | null> {
  if (server === undefined) return null;
  const password = process.env.ANYUAN_PASSWORD;
  if (login === undefined || !password) {
    throw new Refused(
      '用 --login 给出账号，密码放在环境变量 ANYUAN_PASSWORD',
      'give --login, and the password in ANYUAN_PASSWORD',
    );
  }
  return openSchool({ server, login, password, school });
}

async function recordPhrase(values: Values): Promise<void> {
  const school = await schoolOf(values);
  const listed = school === null ? cries : (await school.list()).phrases;
  const phrase = listed.find(({ text }) => text === values.phrase);
  const manner = takeManners.find((known) => known === values.manner);
  const metres = takeMetres.find((known) => `${known}` === values.metres);
  if (phrase === undefined || manner === undefined || metres === undefined) {
    const all = listed.map(({ text }) => text).join(' ');
    throw new Refused(
      `--phrase 取其一：${all}；--manner calm 或 loud；--metres 1、3 或 5`,
      '--phrase of the list, --manner calm or loud, --metres 1, 3 or 5',
    );
  }
  const take = { person: personCode(values.person), text: phrase.text, pinyin: phrase.pinyin };
  const pcm = await capture({ device: values.device, from: values.from }, 3);
  refuseFlawed(pcm);
  const about = { ...take, manner, metres, at: new Date() };
  say(await keepTake(values.dir, about, pcm));
}

async function recordBackground(values: Values): Promise<void> {
  const seconds = Number(values.seconds ?? 3600);
  if (!(seconds >= 1 && seconds <= 86_400))
    throw new Refused('--seconds 1 至 86400', '--seconds 1 to 86400');
  const place = { person: 'place', text: '', pinyin: '', manner: 'background', metres: 0 } as const;
  const source = { device: values.device, from: values.from };
  for await (const pcm of captureLong(source, seconds)) {
    say(await keepTake(values.dir, { ...place, at: new Date() }, pcm));
  }
}

function printFit(
  rows: readonly Pick<
    Fit['fitted'][number],
    'text' | 'clips' | 'thresholdBefore' | 'thresholdAfter' | 'heardBefore' | 'heardAfter'
  >[],
): void {
  say(
    '短语 / phrase  遍数 / clips  原阈值 / before  新阈值 / after  原听到 / heard before  现听到 / after',
  );
  for (const row of rows) {
    const heard = [`${row.heardBefore}/${row.clips}`, `${row.heardAfter}/${row.clips}`];
    say([row.text, row.clips, row.thresholdBefore, row.thresholdAfter, ...heard].join('  '));
  }
}

/** Thresholds before and after; the school's own are saved with `--apply`. */
async function enrolSchool(values: Values): Promise<void> {
  const school = await schoolOf(values);
  if (school === null) return enrolFolder(values);
  const fit = await school.fit();
  printFit(fit.fitted);
  if (!values.apply)
    return say(`未保存，加 --apply 保存 / nothing saved: --apply saves (${school.name})`);
  await school.save(fit);
  say(`已保存到 ${school.name} / saved`);
}

async function enrolFolder({ dir }: Values): Promise<void> {
  const model = await loadWordsModel(join(import.meta.dirname, 'models'));
  if ('fault' in model) throw new Refused(`呼救语模型不可用：${model.detail}`, model.detail);
  const scores = await scoreRecordings(dir, { phrases: cries, open: model.open });
  const phrases = enrol(cries, scores);
  printFit(
    phrases.map(({ text, threshold: thresholdAfter }, i) => {
      const thresholdBefore = cries[i]?.threshold ?? 0.5;
      const clips = scores.said.get(text) ?? [];
      const heard = (at: number) => clips.filter((score) => score >= at).length;
      const counts = { heardBefore: heard(thresholdBefore), heardAfter: heard(thresholdAfter) };
      return { text, clips: clips.length, thresholdBefore, thresholdAfter, ...counts };
    }),
  );
  const file = join(dir, fittedFile);
  await writeFile(file, `${JSON.stringify(phrases, null, 2)}\n`, { mode: 0o600 });
  say(file);
}

async function agree(values: Values): Promise<void> {
  const words = values.words ?? consent.zh;
  const person = personCode(values.person);
  say(`${consent.zh}\n${consent.en}`);
  await noteConsent(values.dir, { person, words, version: consent.version, at: new Date() });
  say(`${person} 已同意 / agreed`);
}

async function send(values: Values): Promise<void> {
  const school = await schoolOf(values);
  if (school === null) throw new Refused('用 --server 指明服务器', 'name the server with --server');
  const { takes, minutes } = await sendFolder(values.dir, school);
  say(
    `已送到 ${school.name}：录音 ${takes} 条，现场 ${minutes} 分钟 / sent ${takes} recordings, ${minutes} minutes of background`,
  );
}

async function forget(values: Values): Promise<void> {
  const person = personCode(values.person);
  const school = await schoolOf(values);
  await school?.forget(person);
  const found = await forgetPerson(values.dir, person);
  say(found || school !== null ? '已删除 / deleted' : '没有这个人的录音 / nothing of this person');
}

/** Here, and at the school whoever is there. */
async function deleteAll(values: Values): Promise<void> {
  const school = await schoolOf(values);
  if (school !== null) {
    for (const { code } of (await school.list()).voices) await school.forget(code);
    await school.forgetBackground();
  }
  await forgetAll(values.dir);
  say('已全部删除 / everything is deleted');
}

const verbs: Record<string, (values: Values) => Promise<void>> = {
  ...{ consent: agree, say: recordPhrase, background: recordBackground, enrol: enrolSchool },
  ...{ send, forget, delete: deleteAll },
};

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = readArguments(argv);
  const [verb] = positionals;
  if (values.help || verb === undefined) return say(help);
  const run = verbs[verb];
  if (run === undefined) throw new Refused(`不认识 ${verb}\n${help}`, `no such verb: ${verb}`);
  await run(values);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isOption = String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof Refused) && !isOption) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
