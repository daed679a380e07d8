import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FlagValues, flagsOrExit } from '../flags.ts';
import { chooseRows, readFolds, readManifest } from './clip-list.ts';
import { measureCost } from './cost.ts';
import { docsPage } from './docs.ts';
import { openEar, shippedModelDir } from './ears.ts';
import { makeFingerprints } from './fingerprint.ts';
import type { HearParts } from './hear.ts';
import { openHeardStore } from './heard-store.ts';
import { type Report, toJson } from './report.ts';
import { type Problem, type RunParts, readText, runClips, runStreams } from './run.ts';
import { findTeacher, openTeacher, type Teacher } from './teacher.ts';
import { reportText } from './text.ts';
import { readTruth } from './truth.ts';

const usage = `用法 / usage: bin/anyuan evaluate --clips manifest.csv [...]
       bin/anyuan evaluate --audio DIR --truth truth.csv [...]

用终端原样的检测器播放标注好的录音，给出查全率、误报率、时延及置信区间
plays labelled recordings to the detector exactly as the terminal runs it: recall, false alarms, delay, with intervals
  manifest.csv: path,label (+ set,use)         truth.csv: stream,start_s,end_s,label (+ snr,clip)`;

const flags = {
  clips: { kind: 'text', fallback: null, value: 'FILE', zh: '片段清单', en: 'manifest of clips' },
  audio: { kind: 'text', fallback: null, value: 'DIR', zh: '连续录音目录', en: 'streams' },
  truth: { kind: 'text', fallback: null, value: 'FILE', zh: '录音标注', en: 'what is in them' },
  rows: {
    kind: 'choice',
    choices: ['all', 'eval', 'train'],
    fallback: 'all',
    zh: '清单中 use 一栏',
    en: 'rows by their use',
  },
  labels: {
    kind: 'text',
    fallback: null,
    value: 'A,B',
    zh: '只取这些事件（保留无事件片段）',
    en: 'only these events or labels; clips without event stay',
  },
  every: {
    kind: 'number',
    min: 1,
    max: 100_000,
    fallback: 1,
    zh: '无事件片段每几段取一',
    en: 'thin out the clips without event',
  },
  limit: {
    kind: 'number',
    min: 1,
    max: 10_000_000,
    fallback: null,
    zh: '至多段数（均匀抽取）',
    en: 'at most this many clips, spread evenly',
  },
  folds: {
    kind: 'text',
    fallback: fileURLToPath(new URL('../../training/folds.csv', import.meta.url)),
    value: 'FILE',
    zh: '训练过模型的片段；none 为不区分',
    en: 'clips that trained the model, or none',
  },
  model: {
    kind: 'text',
    fallback: shippedModelDir,
    value: 'DIR',
    zh: '声音模型目录',
    en: 'folder of the sound model',
  },
  teacher: {
    kind: 'text',
    fallback: null,
    value: 'FILE',
    zh: '教师模型；none 为不用（默认取清单旁的 models/yamnet.onnx）',
    en: 'teacher, or none; else models/yamnet.onnx beside the manifest',
  },
  'no-cache': { kind: 'switch', zh: '不读写 .cache/evaluate', en: 'hear everything again' },
  json: { kind: 'switch', zh: '以 JSON 输出', en: 'print JSON' },
  'write-docs': { kind: 'switch', zh: '写入 docs/detection.md', en: 'write docs/detection.md' },
} as const;

type Values = FlagValues<typeof flags>;

const cacheDir = fileURLToPath(new URL('../../.cache/evaluate', import.meta.url));
const docsFile = fileURLToPath(new URL('../../docs/detection.md', import.meta.url));

/** A wish that cannot be met: told, and the command ends with 2. */
class CannotRun extends Error {}

const say = (text: string) => process.stderr.write(`  ${text}\n`);

function needFile(path: string, zh: string): void {
  if (existsSync(path)) return;
  throw new CannotRun(
    `${zh} ${path} 不存在；语料不随产品分发，可用自己的录音（见 docs/detection.md）\n` +
      `there is no ${path}: the corpus is not part of the product; use recordings of your own (docs/detection.md)`,
  );
}

async function teacherOf(values: Values): Promise<Teacher | null> {
  const beside = [values.clips, values.audio].filter((path) => path !== null);
  const file = values.teacher ?? findTeacher(beside);
  if (file === null || file === 'none') return null;
  needFile(file, '教师模型');
  return openTeacher(file).catch((error: Error) => {
    throw new CannotRun(`教师模型已损坏 / the teacher ${file} is damaged: ${error.message}`);
  });
}

async function foldsOf(path: string): Promise<Map<string, number>> {
  if (path === 'none') return new Map();
  needFile(path, '训练清单');
  return readFolds(await readText(path));
}

function checkWishes({ clips, audio, truth }: Values): void {
  if (clips === null && audio === null && truth === null) {
    throw new CannotRun(
      `需要 --clips，或 --audio 与 --truth / wants --clips, or --audio and --truth\n\n${usage}`,
    );
  }
  if ((audio === null) !== (truth === null)) {
    throw new CannotRun('--audio 与 --truth 须同时给出 / --audio and --truth go together');
  }
  if (clips !== null) needFile(clips, '清单');
  if (audio !== null) needFile(audio, '录音目录');
  if (truth !== null) needFile(truth, '标注');
}

async function evaluate(values: Values): Promise<Report> {
  checkWishes(values);
  const folds = await foldsOf(values.folds);
  const { ear, fault } = await openEar(values.model);
  if (fault !== null) {
    say(`声音模型不可用，只剩声级 / no sound model, the level goes on alone: ${fault}`);
  }
  const teacher = await teacherOf(values);
  const hearing: HearParts = {
    store: openHeardStore(values['no-cache'] ? null : cacheDir),
    fingerprints: makeFingerprints(),
    teacher,
  };
  const parts: RunParts = { shipped: ear, hearing, say, nowMs: () => performance.now() };
  const problems: Problem[] = [];
  const cost = await measureCost(values.model);
  return {
    model: { sha256: ear.sha256, fault },
    clips: values.clips === null ? null : await evaluateClips(values, { folds, problems, parts }),
    streams:
      values.truth === null || values.audio === null
        ? null
        : await runStreams(
            readTruth(await readText(values.truth)),
            { dir: values.audio, problems, isSeen: (clip) => folds.has(clip) },
            parts,
          ),
    teacher: teacher !== null,
    cost,
    problems,
  };
}

async function evaluateClips(
  values: Values,
  run: { folds: Map<string, number>; problems: Problem[]; parts: RunParts },
) {
  const manifest = values.clips ?? '';
  const rows = chooseRows(readManifest(await readText(manifest), run.folds), {
    rows: values.rows,
    labels: values.labels?.split(',').map((label) => label.trim()) ?? null,
    every: values.every,
    limit: values.limit,
  });
  if (rows.length === 0) throw new CannotRun('没有符合条件的片段 / no clip is left to hear');
  return runClips(rows, { manifest, problems: run.problems }, run.parts);
}

const toldProblems = 20;

function tellProblems(problems: readonly Problem[]): void {
  const unheard = problems.filter(({ heard }) => !heard);
  const odd = problems.filter(({ heard }) => heard);
  for (const { path, what } of [...unheard, ...odd].slice(0, toldProblems)) say(`${path}: ${what}`);
  const more = problems.length - toldProblems;
  if (more > 0) say(`… ${more} 条同类，见 --json / more, see --json`);
  if (unheard.length > 0) say(`${unheard.length} 个文件读不出，不计入 / files could not be read`);
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const values = flagsOrExit(flags, words, usage);
  const report = await evaluate(values);
  tellProblems(report.problems);
  if (values.json) console.log(JSON.stringify(toJson(report), null, 1));
  else console.log(reportText(report));
  if (values['write-docs']) {
    const wanted = words.filter((word) => word !== '--write-docs' && word !== '--json');
    writeFileSync(docsFile, docsPage(report, `bin/anyuan evaluate ${wanted.join(' ')}`));
  }
  const isDeaf = report.clips === null && report.streams === null;
  const { clips, streams } = report;
  const nothing = streams === null && !(clips?.unseen ?? clips?.heldOut ?? clips?.seen);
  if (isDeaf || nothing) throw new CannotRun('没有一个文件可以读出 / not one file could be heard');
  if (report.model.fault !== null) process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(error instanceof CannotRun ? 2 : 1);
});
