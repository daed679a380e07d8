import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { toInt16 } from '@anyuan/core/detection/ring-buffer.ts';
import { decodeWav, encodeWav } from './capture/wav.ts';
import { findCommand } from './commands.ts';
import type { Log } from './log.ts';
import { longestToneMs, noPlayer, type Sound, type Speaker, type Trouble } from './sounds.ts';
import { alarmTone, closingTone } from './tones.ts';

/** Command that plays a WAV from its standard input; null when there is none. */
export function playerOf(): { path: string; args: string[] } | null {
  const aplay = findCommand('aplay');
  if (aplay !== null) return { path: aplay, args: ['-q', '-t', 'wav', '-'] };
  const ffplay = findCommand('ffplay');
  const quiet = ['-hide_banner', '-loglevel', 'error'];
  if (ffplay !== null) return { path: ffplay, args: [...quiet, '-nodisp', '-autoexit', '-i', '-'] };
  const ffmpeg = findCommand('ffmpeg');
  if (ffmpeg === null) return null;
  return { path: ffmpeg, args: [...quiet, '-i', '-', '-f', 'alsa', 'default'] };
}

async function loadSound(dir: string, prompt: Sound): Promise<Float32Array | null> {
  if (typeof prompt !== 'string') return prompt;
  if (prompt === 'closed') return closingTone();
  const bytes = await readFile(join(dir, `${prompt}.wav`)).catch(() => null);
  return bytes === null ? null : (decodeWav(bytes).channels[0] ?? null);
}

/** Plays tones and prompts one after the other. Never waits in the way of the alarm itself. */
export function makeSpeaker(options: {
  promptDir: string;
  volume: () => number;
  log: Log;
  monotonicMs: () => number;
  /** Null when it played, else why not. */
  onResult(trouble: string | null): void;
}): Speaker {
  const { log, monotonicMs } = options;
  const waiting: { sounds: readonly Sound[]; done(trouble: Trouble): void }[] = [];
  let tone: { kind: AlarmKind; untilMs: number } | null = null;
  let child: ChildProcess | undefined;
  let working = false;
  let stopped = false;
  let reportedMissing = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (;;) {
      const next = waiting.shift();
      if (stopped) break;
      if (next !== undefined) next.done(await playAll(next.sounds));
      else if (tone !== null && monotonicMs() < tone.untilMs) {
        // Without a player there is nothing to repeat.
        if ((await play(alarmTone(tone.kind))) !== null) break;
      } else break;
    }
    working = false;
  }

  async function playAll(sounds: readonly Sound[]): Promise<Trouble> {
    let trouble: Trouble = null;
    for (const sound of sounds) {
      const samples = await loadSound(options.promptDir, sound);
      trouble = samples === null ? `no recording ${sound}` : await play(samples);
      if (trouble !== null) break;
    }
    return trouble;
  }

  function missing(): Trouble {
    if (!reportedMissing) {
      log.warn(
        '没有播放程序，请安装 alsa-utils；提示只显示在状态中  no player: install alsa-utils',
      );
      options.onResult(noPlayer);
    }
    reportedMissing = true;
    return noPlayer;
  }

  function play(samples: Float32Array): Promise<Trouble> {
    const player = playerOf();
    if (player === null) return Promise.resolve(missing());
    const volume = options.volume();
    const wav = encodeWav(Int16Array.from(samples, (s) => toInt16(s * volume)));
    return new Promise((resolve) => {
      const current = spawn(player.path, player.args, { stdio: ['pipe', 'ignore', 'pipe'] });
      child = current;
      let complaint = '';
      const limit = setTimeout(() => current.kill('SIGKILL'), samples.length / 16 + 5_000);
      current.stderr.on('data', (text: Buffer) => {
        complaint = (complaint + text.toString('utf8')).slice(-300);
      });
      // A player that is gone before it has read everything breaks the pipe.
      current.stdin.on('error', () => undefined);
      current.on('error', (error) => {
        complaint = error.message;
      });
      current.on('close', (code, signal) => {
        clearTimeout(limit);
        child = undefined;
        const cut = signal === 'SIGTERM';
        const trouble = code === 0 || cut ? null : complaint.trim() || `exit ${code ?? signal}`;
        if (!cut) options.onResult(trouble);
        resolve(trouble);
      });
      current.stdin.end(wav);
    });
  }

  return {
    sound(kind) {
      tone ??= { kind, untilMs: monotonicMs() + longestToneMs };
      void work();
    },
    silence() {
      if (tone !== null) child?.kill('SIGTERM');
      tone = null;
    },
    say(prompt) {
      waiting.push({ sounds: [prompt], done: () => undefined });
      void work();
    },
    play: (sounds, { urgent }) =>
      new Promise((done) => {
        const entry = { sounds, done };
        if (urgent) waiting.unshift(entry);
        else waiting.push(entry);
        void work();
      }),
    playing: () => child !== undefined,
    stop() {
      stopped = true;
      child?.kill('SIGTERM');
    },
  };
}
