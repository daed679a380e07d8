import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadWordsModel } from '@anyuan/terminal/words-model.ts';
import type { ClipRow } from './clip-list.ts';
import { openFoldEars, shippedModelDir } from './ears.ts';
import { type EnrolmentFigures, enrolmentFigures } from './enrolment.ts';
import type { Scoreboard } from './figures.ts';
import { type Ear, type Heard, type HearParts, hear } from './hear.ts';
import { type PhraseFigures, phraseFigures } from './phrase-figures.ts';
import { makeProgress } from './progress.ts';
import { type QuarrelFigures, quarrelFigures } from './quarrel-figures.ts';
import { type HeardClip, scoreClips } from './score-clips.ts';
import { type HeardStream, scoreStreams } from './score-streams.ts';
import type { TruthItem } from './truth.ts';

/** A file that could not be heard, or was heard but is odd. */
export interface Problem {
  path: string;
  /** False: it is in no figure. */
  heard: boolean;
  what: string;
}

export interface RunParts {
  shipped: Ear;
  hearing: HearParts;
  say(text: string): void;
  nowMs: () => number;
}

/** Hears one file; what goes wrong with it is written down and the run goes on. */
async function hearSafely(
  job: Parameters<typeof hear>[0],
  { parts, problems, name }: { parts: RunParts; problems: Problem[]; name: string },
): Promise<{ heard: Heard; fresh: boolean } | null> {
  try {
    const result = await hear(job, parts.hearing);
    const { file, ours } = result.heard;
    for (const what of [...file.notes, ...ours.failures]) {
      problems.push({ path: name, heard: true, what });
    }
    return result;
  } catch (error) {
    problems.push({ path: name, heard: false, what: (error as Error).message });
    return null;
  }
}

export interface ClipBoards {
  /** Clips that the shipped model never heard in training. */
  unseen: Scoreboard | null;
  /** All clips, each by a network that never heard its source; null without the folds' networks. */
  heldOut: Scoreboard | null;
  /** Clips that trained the shipped model: optimistic, and null where the folds' networks are. */
  seen: Scoreboard | null;
  /** Phrases by length and voices, and what is taken for them. */
  phrases: PhraseFigures | null;
  enrolment: EnrolmentFigures | null;
  quarrel: QuarrelFigures | null;
}

export async function runClips(
  rows: readonly ClipRow[],
  where: { manifest: string; problems: Problem[] },
  parts: RunParts,
): Promise<ClipBoards> {
  const folds = [...new Set(rows.flatMap(({ fold }) => (fold === null ? [] : [fold])))].sort();
  const foldEars = await openFoldEars(folds);
  const progress = makeProgress({ total: rows.length, ...parts });
  const clips: HeardClip[] = [];
  for (const row of rows) {
    const path = join(dirname(where.manifest), row.path);
    const ear = foldEars.get(row.fold ?? -1) ?? parts.shipped;
    const about = { parts, problems: where.problems, name: row.path };
    const result = await hearSafely({ path, as: 'clip', ear }, about);
    if (result !== null) clips.push({ row, heard: result.heard });
    const seconds = result?.heard.file.seconds ?? 0;
    progress.done({ seconds, fresh: result?.fresh ?? false });
  }
  progress.end();
  const enrolment = await enrolmentOf(rows, where.manifest);
  return { ...clipBoards(clips, foldEars.size > 0), enrolment };
}

async function enrolmentOf(rows: readonly ClipRow[], manifest: string) {
  const words = await loadWordsModel(shippedModelDir);
  if ('fault' in words) return null;
  const fileOf = (row: ClipRow) => join(dirname(manifest), row.path);
  return enrolmentFigures(rows, { open: words.open, fileOf });
}

function clipBoards(clips: readonly HeardClip[], hasFolds: boolean): Omit<ClipBoards, 'enrolment'> {
  const unseen = clips.filter(({ row }) => row.fold === null);
  const seen = clips.filter(({ row }) => row.fold !== null);
  const board = (title: string, some: readonly HeardClip[]) =>
    some.length === 0 ? null : scoreClips({ title, clips: some });
  return {
    unseen: board('未参与训练的片段 / clips the shipped model never heard', unseen),
    heldOut: hasFolds && seen.length > 0 ? board(heldOutTitle, clips) : null,
    seen: hasFolds
      ? null
      : board('参与训练的片段（偏乐观）/ clips that trained the shipped model: optimistic', seen),
    phrases: phraseFigures(clips),
    quarrel: quarrelFigures(clips),
  };
}

const heldOutTitle =
  '全部片段，均由未听过其来源的网络评判 / all clips, each by a network that never heard its source';

const endings = ['', '.opus', '.flac', '.wav', '.ogg', '.mp3'];

/** The file of a stream, whatever its ending; the plain name when there is none. */
export function streamFile(dir: string, name: string): string {
  const paths = endings.map((ending) => join(dir, name + ending));
  return paths.find((path) => existsSync(path)) ?? join(dir, name);
}

export async function runStreams(
  items: readonly TruthItem[],
  where: { dir: string; problems: Problem[]; isSeen(clip: string): boolean },
  parts: RunParts,
): Promise<Scoreboard | null> {
  const names = [...new Set(items.map(({ stream }) => stream))];
  const progress = makeProgress({ total: names.length, ...parts });
  const streams: HeardStream[] = [];
  for (const name of names) {
    const path = streamFile(where.dir, name);
    const about = { parts, problems: where.problems, name };
    const result = await hearSafely({ path, as: 'stream', ear: parts.shipped }, about);
    if (result !== null) {
      const own = items.filter(({ stream }) => stream === name);
      const endMs = result.heard.file.seconds * 1000;
      const late = own.filter(({ fromMs }) => fromMs >= endMs).length;
      if (late > 0) {
        const what = `${late} 项在音频结束之后 / items lie behind its end, not counted`;
        where.problems.push({ path: name, heard: true, what });
      }
      const inside = own.filter(({ fromMs }) => fromMs < endMs);
      streams.push({ name, heard: result.heard, items: inside });
    }
    const seconds = result?.heard.file.seconds ?? 0;
    progress.done({ seconds, fresh: result?.fresh ?? false });
  }
  progress.end();
  return streams.length === 0 ? null : scoreStreams(streams, where.isSeen);
}

/** @throws Error with the file's name when it cannot be read. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`读不到 / cannot read ${path}: ${error.code}`);
  });
}
