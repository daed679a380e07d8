import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordsRule } from '../words/fuse.ts';
import type { Observation } from './branch.ts';
import { type Decision, decide, emptyDecisionState } from './decision.ts';
import {
  type DecisionSettings,
  decisionTimes,
  levelRule,
  soundRuleOf,
} from './decision-settings.ts';
import { quarrelRule } from './quarrel-rule.ts';

const settings: DecisionSettings = {
  ...decisionTimes,
  level: levelRule,
  words: wordsRule,
  quarrel: quarrelRule,
  wakeFrom: 2,
  sound: {
    scream: soundRuleOf({ together: 0.6, oneLook: null }, 0),
    cry: soundRuleOf({ together: 0.7, oneLook: null }, 0),
    bang: soundRuleOf({ together: 0.6, oneLook: 0.8 }, 0),
  },
};

const hopMs = 240;
const windowMs = 960;

/** Everything one window of 0.96 s was scored, by class. */
type Look = Partial<Record<'scream' | 'cry' | 'bang', number>>;

function soundAt(fromMs: number, look: Look): Observation[] {
  return (['scream', 'cry', 'bang'] as const).map((kind) => {
    const score = look[kind] ?? 0;
    return { branch: 'sound', kind, score, fromMs, toMs: fromMs + windowMs };
  });
}

const levelAt = (fromMs: number, score: number): Observation => ({
  branch: 'level',
  kind: 'level',
  score,
  fromMs,
  toMs: fromMs + 100,
});

const buttonAt = (atMs: number): Observation => ({
  branch: 'button',
  kind: 'button',
  score: 1,
  fromMs: atMs,
  toMs: atMs,
});

/** Feeds moments one after the other. */
function run(moments: Observation[][], by = settings): Decision[] {
  let state = emptyDecisionState;
  const decisions: Decision[] = [];
  for (const observations of moments) {
    const step = decide({ state, observations, settings: by });
    state = step.state;
    decisions.push(...step.decisions);
  }
  return decisions;
}

const runLooks = (looks: Look[], by = settings) =>
  run(
    looks.map((look, i) => soundAt(i * hopMs, look)),
    by,
  );

test('three looks at a scream are an alarm, two are not, and it began with the first', () => {
  assert.deepEqual(runLooks([{}, { scream: 0.7 }, { scream: 0.7 }, {}, {}]), []);
  const scream = { scream: 0.7 };
  const [decision, ...more] = runLooks([{}, scream, scream, scream, scream]);
  assert.deepEqual(more, []);
  assert.deepEqual(decision, {
    kind: 'scream',
    beganMs: hopMs,
    decidedMs: 3 * hopMs + windowMs,
    confidence: 2,
    reasons: [{ branch: 'sound', label: 'scream', score: 0.7, windows: 3 }],
  });
});

test('two clear looks are enough, whatever the third says', () => {
  assert.equal(runLooks([{ scream: 0.95 }, {}, { scream: 0.95 }]).length, 1);
  assert.deepEqual(runLooks([{ scream: 1 }, {}, {}, { scream: 1 }]), []);
});

test('one look never calls people, however sensitive the place and quiet the room', () => {
  const scream = soundRuleOf({ together: 0.362, oneLook: null }, 0);
  for (const [sensitivity, rule] of [
    ['as shipped', scream],
    ['hears more', soundRuleOf({ together: 0.362, oneLook: null }, -0.2)],
  ] as const) {
    const by = { ...settings, sound: { scream: rule } };
    const quiet = Array.from({ length: 400 }, () => ({}));
    assert.deepEqual(runLooks([...quiet, { scream: 1 }, {}, {}, {}], by), [], sensitivity);
    const twice = [{ scream: 0.5 }, { scream: 0.5 }, {}];
    assert.equal(runLooks([...quiet, ...twice], by).length, 1, sensitivity);
  }
});

test('it began where the score first passed the lower edge', () => {
  const [decision] = runLooks([{}, { scream: 0.35 }, { scream: 0.7 }, { scream: 0.8 }]);
  assert.equal(decision?.beganMs, hopMs);
});

test('strong looks, or a high level beside them, make it a likely threat', () => {
  assert.equal(runLooks([{ scream: 0.95 }, { scream: 0.95 }, { scream: 0.95 }])[0]?.confidence, 3);
  const loud = Array.from({ length: 10 }, (_, i) => [levelAt(i * 100, 0.8)]);
  const alone = run([...loud, soundAt(0, { scream: 0.65 })]);
  assert.deepEqual(alone, [], 'one look stays one look, however loud');
  const together = run([
    ...loud,
    soundAt(0, { scream: 0.65 }),
    soundAt(hopMs, { scream: 0.65 }),
    soundAt(2 * hopMs, { scream: 0.65 }),
  ]);
  assert.equal(together.length, 1);
  assert.equal(together[0]?.confidence, 3);
  assert.deepEqual(
    together[0]?.reasons.map((r) => r.branch),
    ['sound', 'level'],
  );
});

test('a bang may count by one look', () => {
  assert.equal(runLooks([{ bang: 0.85 }])[0]?.kind, 'bang');
  assert.deepEqual(runLooks([{ bang: 0.75 }]), []);
});

test('what is heard at once, or just after, is one event', () => {
  const looks = [
    { scream: 0.65, cry: 0.75 },
    { scream: 0.65, cry: 0.75 },
    { scream: 0.65, cry: 0.75 },
    { scream: 0.9, cry: 0.9, bang: 0.9 },
    { scream: 0.9, cry: 0.9, bang: 0.9 },
    { bang: 0.9 },
  ];
  const decisions = runLooks(looks);
  assert.equal(decisions.length, 1);
  assert.deepEqual(
    decisions[0]?.reasons.map((r) => r.label),
    ['cry', 'scream'],
  );
});

test('where only a likely threat calls, the weak beginning of a scream does not keep it quiet', () => {
  const likely = { ...settings, wakeFrom: 3 };
  const [weak, loud] = [{ scream: 0.65 }, { scream: 0.95 }];
  const grows = [weak, weak, weak, loud, loud, loud, loud, loud];
  const confidences = (looks: Look[], by: DecisionSettings) =>
    runLooks(looks, by).map(({ confidence }) => confidence);
  assert.deepEqual(confidences(grows, likely), [2, 3]);
  assert.deepEqual(confidences(grows, settings), [2], 'called already: one event, one alarm');
  assert.deepEqual(confidences([...grows, ...grows], likely), [2, 3], 'and quiet once it called');
  const cry = { cry: 0.75 };
  const [cries, screams] = runLooks([cry, cry, cry, {}, loud, loud, loud], likely);
  assert.deepEqual([cries?.kind, cries?.confidence], ['cry', 2]);
  assert.deepEqual([screams?.kind, screams?.confidence], ['scream', 3]);
});

test('a level alone counts when it lasts, and only as "heard something"', () => {
  const loud = (n: number) => Array.from({ length: n }, (_, i) => [levelAt(i * 100, 0.6)]);
  assert.deepEqual(run(loud(14)), []);
  const decisions = run(loud(60));
  assert.equal(decisions.length, 1);
  assert.equal(decisions[0]?.confidence, 1);
  assert.equal(decisions[0]?.beganMs, 0);
});

const lookArbitrary = fc.record({
  scream: fc.double({ min: -1, max: 2 }),
  cry: fc.double({ min: -1, max: 2 }),
  bang: fc.double({ min: -1, max: 2 }),
  level: fc.double({ min: -1, max: 2 }),
  press: fc.boolean(),
});

const streamArbitrary = fc
  .array(lookArbitrary, { maxLength: 80 })
  .map((looks) =>
    looks.flatMap(({ level, press, ...look }, i) => [
      [levelAt(i * hopMs, level)],
      soundAt(i * hopMs, look),
      ...(press ? [[buttonAt(i * hopMs + windowMs)]] : []),
    ]),
  );

test('every press is an alarm of confidence 4, whatever else goes on', () => {
  fc.assert(
    fc.property(streamArbitrary, (moments) => {
      const pressed = moments.flat().filter((o) => o.kind === 'button');
      const alarms = run(moments).filter((d) => d.kind === 'button');
      assert.deepEqual(
        alarms.map((d) => [d.beganMs, d.confidence]),
        pressed.map((o) => [o.fromMs, 4]),
      );
    }),
  );
});

test('no kind is decided twice within its cooldown, times run forward, reasons are sound', () => {
  fc.assert(
    fc.property(streamArbitrary, (moments) => {
      const last = new Map<string, number>();
      for (const d of run(moments)) {
        assert.ok(d.beganMs <= d.decidedMs);
        assert.ok(d.confidence >= 1 && d.confidence <= 4);
        assert.ok(d.reasons.length > 0 && d.reasons.length <= 16);
        assert.ok(d.reasons.every((r) => r.score >= 0 && r.score <= 1));
        if (d.kind === 'button') continue;
        const before = last.get(d.kind);
        assert.ok(before === undefined || d.decidedMs - before >= settings.cooldownMs);
        last.set(d.kind, d.decidedMs);
      }
    }),
  );
});

test('two clear looks never pass in silence: an alarm for them or one just before', () => {
  fc.assert(
    fc.property(streamArbitrary, (before) => {
      const endMs = Math.max(0, ...before.flat().map((o) => o.toMs));
      const clear = [0, 1, 2].map((i) => soundAt(endMs + i * hopMs, { scream: 1 }));
      const decisions = run([...before, ...clear]).filter((d) => d.kind in settings.sound);
      const decidedMs = decisions.at(-1)?.decidedMs ?? -Infinity;
      assert.ok(endMs + 2 * hopMs + windowMs - decidedMs <= settings.cooldownMs + 2_000);
    }),
  );
});

test('scores that are no numbers are nothing heard, and stop nothing', () => {
  const broken = [NaN, Infinity, -Infinity].map((score, i) =>
    soundAt(i * hopMs, { scream: score }),
  );
  assert.deepEqual(run(broken), []);
  const after = [3, 4, 5].map((i) => soundAt(i * hopMs, { scream: 0.9 }));
  assert.equal(run([...broken, ...after]).length, 1);
});

test('the sensitivity setting moves thresholds, but never to everything or nothing', () => {
  const shipped = { together: 0.6, oneLook: 0.9 };
  assert.ok(soundRuleOf(shipped, -0.2).together < 0.41);
  for (const sensitivity of [-0.5, 0.5]) {
    const rule = soundRuleOf(shipped, sensitivity);
    for (const value of [rule.low, rule.together, rule.strong, rule.oneLook ?? 0.5]) {
      assert.ok(value > 0 && value < 1);
    }
  }
});
