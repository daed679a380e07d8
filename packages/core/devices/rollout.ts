import type { RolloutStage } from '@anyuan/contracts/routes/software.ts';

/** A terminal that could be told. */
export interface Candidate {
  id: string;
  schoolId: string;
}

/** What is known of a terminal that was told. Times in ms, server's clock. */
export interface ToldTerminal {
  id: string;
  toldAt: number;
  /** Since when it reports the version; null: not yet. */
  versionAt: number | null;
  online: boolean;
  /** Newest self-test since then; null: none yet. */
  selfTest: 'passed' | 'failed' | 'skipped' | null;
  /** Open faults that began after it was told. */
  newFaults: number;
}

/** `waiting` until it is well for long enough: switched off, or not come round to it, is no failure. */
export type ToldState = 'waiting' | 'healthy' | 'failed';

export function judgeTold(t: ToldTerminal, { now, healthyMs }: JudgeTimes): ToldState {
  if (t.newFaults > 0 || t.selfTest === 'failed') return 'failed';
  const longEnough = t.versionAt !== null && now - t.versionAt >= healthyMs;
  return longEnough && t.online && t.selfTest === 'passed' ? 'healthy' : 'waiting';
}

export interface JudgeTimes {
  now: number;
  healthyMs: number;
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

export interface RolloutInput extends JudgeTimes {
  stages: readonly RolloutStage[];
  stage: number;
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
