import type {
  LeftOutReason,
  RolloutStage,
  RolloutState,
  StageCount,
  WaitsFor,
} from '@anyuan/contracts/routes/software.ts';
import { compareVersions, softwareVersion } from '@anyuan/contracts/software.ts';
import {
  type Candidate,
  isTested,
  type Judging,
  judgeTold,
  membersOf,
  type ToldTerminal,
} from './rollout.ts';

/** An enrolled terminal and what its last heartbeat said. */
export interface Reporting extends Candidate {
  /** Null: not heard of yet. */
  version: string | null;
  /** What it runs on, where a supervisor follows wishes; null: it cannot be updated. */
  updates: string | null;
}

/** Why a terminal takes no part in bringing out this release; null: it does. */
export function leftOut(
  { version, updates }: Omit<Reporting, keyof Candidate>,
  release: { version: string; platform: string },
): LeftOutReason | null {
  if (version === null) return 'unheard';
  if (updates === null || !softwareVersion.safeParse(version).success) return 'unsupervised';
  if (release.platform !== 'linux' && release.platform !== updates) return 'platform';
  return compareVersions(version, release.version) > 0 ? 'newer' : null;
}

/** What a terminal that was told and is neither well nor failed has yet to do. */
export function waitsFor(told: ToldTerminal): WaitsFor {
  if (!told.online) return 'online';
  if (told.versionAt === null) return 'version';
  return isTested(told) ? 'minutes' : 'selfTest';
}

/** The stage to judge by: behind the last one when the rollout came to its end. */
export const stageNow = (rollout: {
  state: RolloutState;
  stage: number;
  stages: readonly unknown[];
}) => (rollout.state === 'done' ? rollout.stages.length : rollout.stage);

/** Which terminals each stage adds to those before it. */
export function freshMembers(
  stages: readonly RolloutStage[],
  among: { all: readonly Candidate[]; firstId: string },
): string[][] {
  const seen = new Set<string>();
  return stages.map((stage) => {
    const fresh = membersOf(stage, among).filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    return fresh;
  });
}

export interface ProgressInput extends Judging {
  /** Index of the stage that ran last. */
  reached: number;
  stages: readonly RolloutStage[];
  firstId: string;
  all: readonly Candidate[];
  told: readonly ToldTerminal[];
}

/** How far each stage is. One before the last that ran adds nobody any more, whoever came since. */
export function stageProgress(input: ProgressInput): StageCount[] {
  const { stages, reached, told } = input;
  const toldIds = new Set(told.map((t) => t.id));
  return freshMembers(stages, input).map((fresh, index) => {
    const states = told.filter((t) => t.stage === index).map((t) => judgeTold(t, input));
    const count = (wanted: string) => states.filter((s) => s === wanted).length;
    return {
      later: index < reached ? 0 : fresh.filter((id) => !toldIds.has(id)).length,
      asked: count('waiting'),
      well: count('healthy'),
      failed: count('failed'),
    };
  });
}
