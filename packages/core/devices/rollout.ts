import type { RolloutStage } from '@anyuan/contracts/routes/software.ts';
import type { SelfTestSince } from './self-test-since.ts';

/** A terminal that could be told. */
export interface Candidate {
  id: string;
  schoolId: string;
}

/** What is known of a terminal that was told. Times in ms, server's clock. */
export interface ToldTerminal {
  id: string;
  /** Index of the stage in which it was told. */
  stage: number;
  toldAt: number;
  /** Since when it reports the version; null: not yet. */
  versionAt: number | null;
  online: boolean;
  /** Newest self-test since then; null: none yet. */
  selfTest: SelfTestSince | null;
  /** Open faults that began after it was told; what was broken already is none. */
  newFaults: number;
}

/** `waiting` until it is well for long enough: switched off, or not come round to it, is no failure. */
export type ToldState = 'waiting' | 'healthy' | 'failed';

/** One of a stage that is over was well when that ended: being switched off since changes nothing. */
export function judgeTold(t: ToldTerminal, { now, healthyMs, stage }: Judging): ToldState {
  if (t.newFaults > 0 || t.selfTest === 'failed') return 'failed';
  const longEnough = t.versionAt !== null && now - t.versionAt >= healthyMs;
  const isThere = t.online || t.stage < stage;
  return longEnough && isThere && isTested(t) ? 'healthy' : 'waiting';
}

/** It came through its self-test, or found no more broken than before the update. */
export const isTested = ({ selfTest }: Pick<ToldTerminal, 'selfTest'>): boolean =>
  selfTest === 'passed' || selfTest === 'asBefore';

export interface Judging {
  now: number;
  healthyMs: number;
  /** Index of the stage that runs; behind the last one when all are over. */
  stage: number;
}

/** Spreads ids evenly and always the same way (FNV-1a 32). */
function spread(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Terminals of one stage; those of the stages before are among them or not, as they come. */
export function membersOf(
  stage: RolloutStage,
  { all, firstId }: { all: readonly Candidate[]; firstId: string },
): string[] {
  const first = all.find((t) => t.id === firstId);
  if (stage.kind === 'one') return first ? [first.id] : [];
  if (stage.kind === 'school') {
    return all.filter((t) => t.schoolId === first?.schoolId).map((t) => t.id);
  }
  const ids = all.map((t) => t.id).toSorted((a, b) => spread(a) - spread(b) || (a < b ? -1 : 1));
  if (stage.kind === 'all') return ids;
  return ids.slice(0, Math.ceil((ids.length * stage.percent) / 100));
}

export interface RolloutInput extends Judging {
  stages: readonly RolloutStage[];
  failedMax: number;
  firstId: string;
  all: readonly Candidate[];
  told: readonly ToldTerminal[];
}

export type RolloutStep =
  | { do: 'tell'; ids: string[] }
  | { do: 'wait' }
  | { do: 'stop'; failed: number }
  | { do: 'advance'; stage: number }
  | { do: 'finish' };

/** What comes next: too many failed comes before everything, nobody is told twice. */
export function stepRollout(input: RolloutInput): RolloutStep {
  const { stages, stage, told, failedMax, all, firstId } = input;
  const states = new Map(told.map((t) => [t.id, judgeTold(t, input)]));
  const failed = [...states.values()].filter((s) => s === 'failed').length;
  if (failed > failedMax) return { do: 'stop', failed };
  const current = stages[stage];
  const members = current ? membersOf(current, { all, firstId }) : [];
  const ids = members.filter((id) => !states.has(id));
  if (ids.length > 0) return { do: 'tell', ids };
  if (members.some((id) => states.get(id) === 'waiting')) return { do: 'wait' };
  return stage + 1 < stages.length ? { do: 'advance', stage: stage + 1 } : { do: 'finish' };
}
