import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { alarmKinds } from '@anyuan/contracts/detection.ts';
import { makeFramer } from '@anyuan/core/detection/frames.ts';
import { alarmSounds, defaultSoundThresholds } from '@anyuan/core/detection/sound-classes.ts';
import { decodeFile } from './capture/decode.ts';
import { decodeWav } from './capture/wav.ts';
import { playerOf, playOnce, promptsOf } from './player.ts';
import { openSoundBranch } from './sound-branch.ts';
import { makeSpeaker } from './speaker.ts';
import { onlyCommands } from './testing/fake-command.ts';
import { quietLog, until } from './testing/terminal.ts';
import { alarmTone, closingTone } from './tones.ts';

const promptDir = join(import.meta.dirname, 'prompts');
const promptNames = ['sent', 'accepted', 'arrived', 'deterrent'];

function speakerOf(results: (string | null)[]) {
  return makeSpeaker({
    load: promptsOf(promptDir),
    open: playOnce,
    volume: () => 0.5,
    log: quietLog,
    monotonicMs: () => performance.now(),
    onResult: (trouble) => results.push(trouble),
  });
}

test('the tone repeats until silenced; prompts follow one after the other at the set volume', async (t) => {
  const dir = await onlyCommands(t, {
    aplay:
      'd=$(dirname "$0"); n=$(ls "$d" | grep -c wav); cat > "$d/.x$n"; mv "$d/.x$n" "$d/$n.wav"',
  });
  const results: (string | null)[] = [];
  const speaker = speakerOf(results);
  speaker.sound('actual');
  await until('three rounds', () => results.length >= 3);
  speaker.silence();
  speaker.say('sent');
  speaker.say('closed');
  await until('played', () => !speaker.playing() && results.length >= 5);
  speaker.stop();
  const files = (await readdir(dir)).filter((name) => name.endsWith('.wav'));
  const sound = await readFile(join(dir, `${files.length - 2}.wav`));
  const played = decodeWav(sound).channels[0] ?? new Float32Array();
  const original = await decodeFile(join(promptDir, 'sent.wav'));
  assert.equal(played.length, original.length);
  const peak = (samples: Float32Array) => samples.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  assert.ok(Math.abs(peak(played) - peak(original) / 2) < 0.01);
});

test('a machine without a player, or with a broken one, says so and goes on', async (t) => {
  await onlyCommands(t, {});
  const results: (string | null)[] = [];
  assert.equal(playerOf(), null);
  const speaker = speakerOf(results);
  speaker.sound('actual');
  speaker.say('sent');
  await until('told', () => results.length > 0);
  assert.deepEqual(results, ['no player: install alsa-utils']);
  await onlyCommands(t, { aplay: 'cat > /dev/null; echo "audio open error" >&2; exit 1' });
  speaker.silence();
  speaker.say('closed');
  await until('told again', () => results.length > 1);
  assert.equal(results[1], 'audio open error');
});

test('prompts are small, 16 kHz mono, and every word has its file', async () => {
  for (const name of promptNames) {
    const path = join(promptDir, `${name}.wav`);
    assert.ok((await stat(path)).size <= 60 * 1024, name);
    const { channels, sampleRateHz } = decodeWav(await readFile(path));
    assert.deepEqual([channels.length, sampleRateHz], [1, 16_000]);
  }
});

test('each kind of alarm has a tone of its own', () => {
  const tones = alarmKinds.map((kind) => alarmTone(kind));
  assert.equal(new Set(tones.map((tone) => Buffer.from(tone.buffer).toString('base64'))).size, 3);
  for (const tone of [...tones, closingTone()]) {
    assert.ok(tone.every((value) => Math.abs(value) <= 1));
  }
});

test('the terminal does not take its own voice for a scream', async () => {
  const opened = await openSoundBranch(join(import.meta.dirname, 'models'));
  assert.ok('branch' in opened, JSON.stringify(opened));
  const prompts = await Promise.all(
    promptNames.map((n) => decodeFile(join(promptDir, `${n}.wav`))),
  );
  for (const sound of [...alarmKinds.map(alarmTone), closingTone(), ...prompts]) {
    const framer = makeFramer(opened.branch);
    const before = alarmSounds.map(() => 0);
    for (const window of [...framer.push(sound), ...framer.push(sound), ...framer.flush()]) {
      for (const [i, { kind, score }] of (await opened.branch.look(window)).entries()) {
        const { together } = defaultSoundThresholds[kind as (typeof alarmSounds)[number]];
        assert.ok(((before[i] ?? 0) + score) / 2 < together, `${kind} ${score}`);
        before[i] = score;
      }
    }
  }
});
