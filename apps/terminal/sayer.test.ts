import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Speak, Spoken } from '@anyuan/contracts/speak.ts';
import { v7 } from 'uuid';
import { systemClock } from './clock.ts';
import { playOnce, promptsOf } from './player.ts';
import { makeSayer } from './sayer.ts';
import { makeSpeaker } from './speaker.ts';
import { onlyCommands } from './testing/fake-command.ts';
import { quietLog, until } from './testing/terminal.ts';
import { makeVoice } from './voice.ts';

const voiceWav = join(import.meta.dirname, 'prompts', 'test.wav');
const keepsWhatItPlays =
  'd=$(dirname "$0"); n=$(ls "$d" | grep -c wav); cat > "$d/.x$n"; mv "$d/.x$n" "$d/$n.wav"';

async function open(t: TestContext, scripts: Record<string, string>, sayCommand?: string) {
  const dir = await onlyCommands(t, scripts);
  const reports: Spoken[] = [];
  const speaker = makeSpeaker({
    load: promptsOf(join(import.meta.dirname, 'prompts')),
    open: playOnce,
    volume: () => 1,
    log: quietLog,
    monotonicMs: () => performance.now(),
    onResult: () => undefined,
  });
  t.after(speaker.stop);
  const sayer = makeSayer({
    clock: systemClock,
    log: quietLog,
    voice: makeVoice(sayCommand),
    play: speaker.play,
    report: (spoken) => reports.push(spoken),
  });
  const played = async () => (await readdir(dir)).filter((n) => n.endsWith('.wav')).length;
  return { sayer, reports, played };
}

const speak = (change: Partial<Speak>): Speak => ({
  v: 1,
  id: v7(),
  alarmId: null,
  text: null,
  prompts: [],
  priority: 'normal',
  repeat: 1,
  expiresAt: Date.now() + 60_000,
  ...change,
});

test('words are said by the installed command; what comes twice is said once', async (t) => {
  const { sayer, reports, played } = await open(
    t,
    { aplay: keepsWhatItPlays },
    `PATH=/usr/bin:/bin; read line; [ "$line" = 请到门口 ] && cat ${voiceWav}`,
  );
  const message = speak({ text: '请到门口', repeat: 2 });
  sayer.take(message);
  sayer.take(message);
  await until('reported', () => reports.length > 0);
  assert.deepEqual([reports[0]?.outcome, reports[0]?.reason], ['spoken', null]);
  assert.equal(await played(), 2);
  assert.equal(reports.length, 1);
});

test('without a voice the recording is played and the report says so; without either, noVoice', async (t) => {
  const english = 'cat > /dev/null; echo "(en)tS,aIn"';
  const { sayer, reports } = await open(t, { aplay: keepsWhatItPlays, 'espeak-ng': english });
  sayer.take(speak({ text: '请到门口', prompts: ['exercise', 'attention'] }));
  await until('first', () => reports.length === 1);
  sayer.take(speak({ text: '请到门口' }));
  await until('second', () => reports.length === 2);
  assert.deepEqual(
    reports.map((r) => [r.outcome, r.reason]),
    [
      ['promptInstead', null],
      ['notSpoken', 'noVoice'],
    ],
  );
});

test('too late, no player and a broken player are told apart', async (t) => {
  const { sayer, reports } = await open(t, { aplay: 'exit 1' });
  sayer.take(speak({ prompts: ['attention'], expiresAt: Date.now() - 1 }));
  sayer.take(speak({ prompts: ['attention'] }));
  await until('both', () => reports.length === 2);
  const none = await open(t, {});
  none.sayer.take(speak({ prompts: ['attention'] }));
  await until('third', () => none.reports.length === 1);
  assert.deepEqual(
    [...reports, ...none.reports].map((r) => r.reason),
    ['expired', 'speakerFailed', 'noPlayer'],
  );
});
