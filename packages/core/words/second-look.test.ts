import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DetectionKind, detectionKinds, type Reason } from '@anyuan/contracts/detection.ts';
import { defaultPhrases } from '@anyuan/contracts/phrases.ts';
import fc from 'fast-check';
import { isCandidate, lookAgain, withSecondLook } from './second-look.ts';

const phrases = defaultPhrases;
const spelt: Record<string, string> = { 旧旧我吧: 'jiu4 jiu4 wo3 ba5' };
const spell = (text: string) => spelt[text] ?? 'zai4 shuo1';
const look = (transcript: string) => lookAgain(transcript, { phrases, spell });

const decision = (kind: DetectionKind, confidence: 1 | 2 | 3 | 4) => ({
  ...{ kind, confidence },
  reasons: [{ branch: 'sound', label: kind, score: 0.9 }] as Reason[],
});

test('phrases are found as written and, from three characters on, as they sound', () => {
  assert.deepEqual(look('快来，救命！').heard, ['救命']);
  assert.deepEqual(look('旧旧我吧').heard, ['救救我']);
  assert.deepEqual(look('我们去操场打球'), { heard: [], insults: [], isOtherTalk: true });
  assert.deepEqual(look('嗯'), { heard: [], insults: [], isOtherTalk: false });
  assert.deepEqual(look('').heard, []);
  const off = phrases.map((phrase) => ({ ...phrase, on: false }));
  assert.deepEqual(lookAgain('救命', { phrases: off, spell }).heard, []);
});

test('a call for help in the transcript makes a sound a likely threat, with its reason', () => {
  const { confidence, reasons } = withSecondLook(decision('scream', 2), look('救命啊'));
  assert.equal(confidence, 3);
  assert.deepEqual(
    reasons.slice(1).map(({ branch, label }) => `${branch} ${label}`),
    ['secondLook 救命', 'secondLook 救命啊'],
  );
});

test('other talk takes back a phrase that nothing supports, and never a scream', () => {
  const talk = look('我们去操场打球');
  assert.equal(withSecondLook(decision('phrase', 2), talk).confidence, 1);
  assert.equal(withSecondLook(decision('scream', 2), talk).confidence, 2);
  assert.equal(withSecondLook(decision('phrase', 3), talk).confidence, 3);
  assert.equal(withSecondLook(decision('phrase', 2), look('')).confidence, 2);
});

test('an insult is a reason and changes nothing', () => {
  const said = withSecondLook(decision('quarrel', 1), look('滚蛋'));
  assert.equal(said.confidence, 1);
  assert.deepEqual(said.reasons.at(-1), { branch: 'insult', label: '滚蛋', score: 1 });
});

test('whatever is written down: a hand, a person and 4 stay as they are; only candidates fall', () => {
  const text = fc
    .array(fc.constantFrom('救', '命', '滚', '蛋', '我', '们', 'a', '。'))
    .map((c) => c.join(''));
  fc.assert(
    fc.property(
      fc.constantFrom(...detectionKinds),
      fc.constantFrom(1, 2, 3, 4),
      text,
      (kind, confidence, said) => {
        const before = decision(kind, confidence as 1 | 2 | 3 | 4);
        const after = withSecondLook(before, look(said));
        if (kind === 'button' || kind === 'person' || confidence === 4) assert.equal(after, before);
        if (after.confidence < confidence) assert.ok(isCandidate(before));
        if (look(said).heard.length === 0) assert.ok(after.confidence <= confidence);
      },
    ),
  );
});
