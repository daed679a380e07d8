import type { DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import { emptyWordsState, hearWords, type WordsState, withWords } from '../words/fuse.ts';
import type { Observation } from './branch.ts';
import type { DecisionSettings } from './decision-settings.ts';
import { type Hearing, listen, scoreOf, soundConfidence } from './looks.ts';
import { emptyQuarrelState, hearQuarrel, type QuarrelState } from './quarrel-rule.ts';

/** One event as it is followed from its beginning. */
interface Track {
  beganMs: number;
  lastOverMs: number;
  best: number;
  looks: number;
}

/** Everything the decision remembers; a plain value, replaced and never changed. */
export interface DecisionState {
  tracks: Partial<Record<DetectionKind, Track>>;
  hearing: Partial<Record<DetectionKind, Hearing>>;
  /** When each kind was last decided, or last heard as part of a decided event. */
  decidedMs: Partial<Record<DetectionKind, number>>;
  /** With which confidence each kind of sound was. */
  decidedAs: Partial<Record<DetectionKind, number>>;
  words: WordsState;
  quarrel: QuarrelState;
}

export interface Decision {
  kind: DetectionKind;
  /** t0: first window over the lower edge, or the button going down. Stream ms. */
  beganMs: number;
  /** t1, stream ms. */
  decidedMs: number;
  confidence: 1 | 2 | 3 | 4;
  reasons: Reason[];
}

export const emptyDecisionState: DecisionState = {
  tracks: {},
  hearing: {},
  decidedMs: {},
  decidedAs: {},
  words: emptyWordsState,
  quarrel: emptyQuarrelState,
};

/** Follows one kind through one more look; undefined when nothing is going on. */
function follow(was: Track | undefined, o: Observation, edges: { low: number; releaseMs: number }) {
  const score = scoreOf(o);
  if (score >= edges.low) {
    return {
      beganMs: was?.beganMs ?? o.fromMs,
      lastOverMs: o.toMs,
      best: Math.max(was?.best ?? 0, score),
      looks: (was?.looks ?? 0) + 1,
    };
  }
  if (was === undefined || o.toMs - was.lastOverMs > edges.releaseMs) return undefined;
  return was;
}

const reasonOf = (branch: Reason['branch'], label: string, track: Track): Reason => ({
  branch,
  label,
  score: track.best,
  windows: Math.min(10_000, track.looks),
});

/** How long the level has been up at `atMs`; 0 when it is not. */
function levelMs(state: DecisionState, settings: DecisionSettings, atMs: number): number {
  const track = state.tracks.level;
  if (track === undefined || atMs - track.lastOverMs > settings.releaseMs) return 0;
  return track.best >= settings.level.high ? track.lastOverMs - track.beganMs : 0;
}

function cooling(state: DecisionState, o: Observation, settings: DecisionSettings): boolean {
  const last = state.decidedMs[o.kind];
  return last !== undefined && o.toMs - last < settings.cooldownMs;
}

/**
 * Did the last decision of a kind call nobody? Then a sound that grows until it would call is news: else
 * its weak beginning would keep it quiet for the whole cooldown, where only a likely threat calls.
 */
const calledNobody = (state: DecisionState, kind: string, { wakeFrom }: DecisionSettings) =>
  (state.decidedAs[kind as DetectionKind] ?? wakeFrom) < wakeFrom;

/** Was another kind of sound decided so lately that this is the same event? */
function sameEvent(
  state: DecisionState,
  { kind: own, atMs, calls }: { kind: DetectionKind; atMs: number; calls: boolean },
  settings: DecisionSettings,
): boolean {
  return Object.entries(state.decidedMs).some(
    ([kind, ms]) =>
      kind !== own &&
      kind in settings.sound &&
      atMs - ms < settings.sameEventMs &&
      !(calls && calledNobody(state, kind, settings)),
  );
}

/** Was any sound decided within the cooldown? */
function soundDecided(state: DecisionState, o: Observation, settings: DecisionSettings): boolean {
  return Object.entries(state.decidedMs).some(
    ([kind, ms]) => kind in settings.sound && o.toMs - ms < settings.cooldownMs,
  );
}

type Step = { state: DecisionState; decisions: Decision[] };

function track(state: DecisionState, kind: DetectionKind, next: Track | undefined): DecisionState {
  const { [kind]: _, ...others } = state.tracks;
  return { ...state, tracks: next === undefined ? others : { ...others, [kind]: next } };
}

function mark(state: DecisionState, kinds: DetectionKind[], is: Decision): DecisionState {
  const [decidedMs, decidedAs] = [{ ...state.decidedMs }, { ...state.decidedAs }];
  for (const kind of kinds) {
    decidedMs[kind] = is.decidedMs;
    decidedAs[kind] = is.confidence;
  }
  const marked = kinds.reduce((s, kind) => track(s, kind, undefined), state);
  return { ...marked, decidedMs, decidedAs };
}

/** A pressed button is an alarm, always, whatever was or was not heard. */
function press(state: DecisionState, o: Observation): Step {
  const heard = Object.entries(state.tracks).map(([kind, heardTrack]) =>
    reasonOf(kind === 'level' ? 'level' : 'sound', kind, heardTrack),
  );
  const reasons: Reason[] = [{ branch: 'button', label: 'button', score: 1 }, ...heard];
  const times = { beganMs: o.fromMs, decidedMs: o.toMs };
  return { state, decisions: [{ kind: 'button', ...times, confidence: 4, reasons }] };
}

function hearLevel(before: DecisionState, o: Observation, settings: DecisionSettings): Step {
  const edges = { low: settings.level.low, releaseMs: settings.releaseMs };
  const state = track(before, 'level', follow(before.tracks.level, o, edges));
  const current = state.tracks.level;
  const long = levelMs(state, settings, o.toMs) >= settings.level.minMs;
  if (
    current === undefined ||
    !long ||
    soundDecided(state, o, settings) ||
    cooling(state, o, settings)
  ) {
    return { state, decisions: [] };
  }
  const times = { beganMs: current.beganMs, decidedMs: o.toMs };
  const reasons = [reasonOf('level', 'level', current)];
  const decisions: Decision[] = [{ kind: 'level', ...times, confidence: 1, reasons }];
  return { state: { ...state, decidedMs: { ...state.decidedMs, level: o.toMs } }, decisions };
}

/** All sound observations of one window together: what is heard at once is one event. */
function hearSounds(before: DecisionState, looks: Observation[], settings: DecisionSettings): Step {
  let state = before;
  const ready: { o: Observation; track: Track; confidence: 2 | 3 }[] = [];
  for (const o of looks) {
    const rule = settings.sound[o.kind];
    if (rule === undefined) continue;
    const hearing = listen(state.hearing[o.kind], o);
    state = { ...state, hearing: { ...state.hearing, [o.kind]: hearing } };
    const isCooling = cooling(state, o, settings);
    if (isCooling && !calledNobody(state, o.kind, settings)) continue;
    const edges = { low: rule.low, releaseMs: settings.releaseMs };
    const next = follow(state.tracks[o.kind], o, edges);
    state = track(state, o.kind, next);
    const agrees = levelMs(state, settings, o.toMs) >= settings.level.agreeMs;
    const confidence = next === undefined ? 0 : soundConfidence(hearing, rule, agrees);
    if (next === undefined || confidence === 0) continue;
    if (!isCooling || confidence >= settings.wakeFrom) ready.push({ o, track: next, confidence });
  }
  ready.sort((a, b) => b.track.best - a.track.best);
  const first = ready[0];
  if (first === undefined) return { state, decisions: [] };
  const kinds = ready.map((r) => r.o.kind);
  const decision: Decision = {
    kind: first.o.kind,
    beganMs: Math.min(...ready.map((r) => r.track.beganMs)),
    decidedMs: first.o.toMs,
    confidence: Math.max(...ready.map((r) => r.confidence)) as 2 | 3,
    reasons: ready.map((r) => reasonOf('sound', r.o.kind, r.track)),
  };
  const level = state.tracks.level;
  if (level !== undefined && levelMs(state, settings, first.o.toMs) >= settings.level.agreeMs) {
    decision.reasons.push(reasonOf('level', 'level', level));
  }
  const { kind, decidedMs: atMs } = decision;
  const calls = decision.confidence >= settings.wakeFrom;
  const known = sameEvent(state, { kind, atMs, calls }, settings);
  return { state: mark(state, kinds, decision), decisions: known ? [] : [decision] };
}

function hearSoundsWithWords(
  state: DecisionState,
  observations: readonly Observation[],
  settings: DecisionSettings,
): Step {
  const sounds = observations.filter((o) => o.branch === 'sound');
  if (sounds.length === 0) return { state, decisions: [] };
  const heard = hearSounds(state, sounds, settings);
  const said = { state: heard.state.words, rule: settings.words };
  return { ...heard, decisions: heard.decisions.map((d) => withWords(d, said)) };
}

function hearPhrases(
  state: DecisionState,
  all: readonly Observation[],
  settings: DecisionSettings,
): Step {
  const observations = all.filter((o) => o.branch === 'words');
  if (observations.length === 0) return { state, decisions: [] };
  const { words, decidedMs } = state;
  const input = { state: words, observations, soundDecidedMs: decidedMs, rule: settings.words };
  const said = hearWords(input);
  return { state: { ...state, words: said.state }, decisions: said.decisions };
}

/** Heated voices; a phrase that was said among them makes them a likely threat. */
function hearVoices(state: DecisionState, o: Observation, settings: DecisionSettings): Step {
  const heard = hearQuarrel({
    ...{ state: state.quarrel, observation: o, rule: settings.quarrel },
    levelMs: levelMs(state, settings, o.toMs),
    isExplained: soundDecided(state, o, settings),
  });
  const next = { ...state, quarrel: heard.state };
  if (heard.decision === null) return { state: next, decisions: [] };
  const decision = withWords(heard.decision, { state: state.words, rule: settings.words });
  const decidedMs = { ...state.decidedMs, quarrel: o.toMs };
  return { state: { ...next, decidedMs }, decisions: [decision] };
}

/**
 * Takes the observations of one moment, gives the next state and what is to be reported.
 *
 * A button always reports (confidence 4). A sound is judged by three looks over half a second, or one
 * where its class allows it (2; 3 when strong or beside a high level); a lasting high level alone
 * reports as 1, heated voices as 1 or 2. A level never makes one look enough: every shout, door and cheer is loud, and that
 * rule once made more false alarms than it found events. No voice detector has a say: it misses most screams.
 */
export function decide(input: {
  state: DecisionState;
  observations: Observation[];
  settings: DecisionSettings;
}): Step {
  const { observations, settings } = input;
  const decisions: Decision[] = [];
  let state = input.state;
  const apply = (step: Step) => {
    state = step.state;
    decisions.push(...step.decisions);
  };
  for (const o of observations) {
    if (o.kind === 'level') apply(hearLevel(state, o, settings));
  }
  apply(hearSoundsWithWords(state, observations, settings));
  apply(hearPhrases(state, observations, settings));
  for (const o of observations) {
    if (o.branch === 'quarrel') apply(hearVoices(state, o, settings));
  }
  for (const o of observations) {
    if (o.kind === 'button') apply(press(state, o));
  }
  return { state, decisions };
}
