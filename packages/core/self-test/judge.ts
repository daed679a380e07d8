import type {
  SelfTestBaseline,
  SelfTestFault,
  SelfTestMeasures,
} from '@anyuan/contracts/self-test.ts';

/** Good runs that the baseline is the mean of; then it stands, so that a slow drift is seen. */
export const baselineRuns = 7;
/** Before this many good runs nothing is called a drift. */
const judgedFromRuns = 3;
/** A gain that moved by this much against the baseline, dB. */
const driftDb = 6;
/** High tones that lost this much against the baseline: cloth, paint or a wall of dust, dB. */
const muffledDb = 10;
/** The same without a baseline: no usable microphone and loudspeaker are that dull, dB. */
const muffledWithoutBaselineDb = -28;
/** A room that became this much quieter is not a quiet night, dB. */
const deafDb = 15;
/** Below every real room, dBFS. */
const deafDbfs = -80;
/** Nights in a row in which the model named nothing, where it once did: one is chance. */
const deafRuns = 3;
const clippedShareMost = 0.01;
/** Constant part of the signal, share of full scale. */
const offsetMost = 0.02;

export interface Judged {
  measures: SelfTestMeasures;
  /** The detector named the sound that was played. */
  heard: boolean;
  /** It named the phrase; null: this place does not listen for it. */
  words: boolean | null;
  baseline: SelfTestBaseline | null;
}

/** What the measures say is broken, in the order in which it should be mended. Empty: all is well. */
export function judgeSelfTest({ measures: m, heard, words, baseline }: Judged): SelfTestFault[] {
  const findings: SelfTestFault[] = [];
  if (Math.abs(m.offset) > offsetMost) findings.push('microphone.offset');
  if (m.levelDb === null || m.tiltDb === null) {
    const quieter = baseline !== null && m.noiseDbfs < baseline.noiseDbfs - deafDb;
    const deaf = m.noiseDbfs < deafDbfs || quieter;
    return [...findings, deaf ? 'microphone.blocked' : 'speaker.unheard'];
  }
  if (m.clippedShare > clippedShareMost) findings.push('microphone.clipping');
  const dullest = baseline === null ? muffledWithoutBaselineDb : baseline.tiltDb - muffledDb;
  const learned = baseline !== null && baseline.runs >= judgedFromRuns;
  if (m.tiltDb < dullest) findings.push('microphone.blocked');
  else if (learned && Math.abs(m.levelDb - baseline.levelDb) > driftDb) {
    findings.push('microphone.drift');
  }
  // A room in which it was never named (a tiny loudspeaker) is no fault; one in which it was, is.
  const { missed, missedWords } = missedRuns({ heard, words, baseline });
  const isWell = findings.length === 0;
  if (isWell && baseline?.heard === true && missed >= deafRuns) findings.push('detector.deaf');
  if (isWell && baseline?.words === true && missedWords >= deafRuns) findings.push('words.deaf');
  return findings;
}

/** Nights in a row in which the sound, or the phrase, was played and not named. */
function missedRuns({ heard, words, baseline }: Pick<Judged, 'heard' | 'words' | 'baseline'>) {
  const asked = words === null ? 0 : 1;
  return {
    missed: heard ? 0 : (baseline?.missed ?? 0) + 1,
    missedWords: words ? 0 : (baseline?.missedWords ?? 0) + asked,
  };
}

/** A device is well although the detector named nothing. */
const ofHearing: readonly SelfTestFault[] = ['detector.deaf', 'words.deaf'];

/** The baseline after one more run: only good runs teach it. */
export function learnBaseline(
  judged: Judged,
  findings: readonly SelfTestFault[],
): SelfTestBaseline | null {
  const { measures: m, baseline } = judged;
  const broken = findings.some((finding) => !ofHearing.includes(finding));
  if (broken || m.levelDb === null || m.tiltDb === null) return baseline;
  const named = {
    ...missedRuns(judged),
    heard: judged.heard || (baseline?.heard ?? false),
    words: judged.words === true || (baseline?.words ?? false),
  };
  const runs = baseline?.runs ?? 0;
  if (baseline !== null && (runs >= baselineRuns || findings.length > 0))
    return { ...baseline, ...named };
  const mean = (was: number | undefined, is: number) =>
    Math.round(10 * (((was ?? 0) * runs + is) / (runs + 1))) / 10;
  return {
    runs: runs + 1,
    levelDb: mean(baseline?.levelDb, m.levelDb),
    tiltDb: mean(baseline?.tiltDb, m.tiltDb),
    noiseDbfs: mean(baseline?.noiseDbfs, m.noiseDbfs),
    ...named,
  };
}
