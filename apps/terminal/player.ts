import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toInt16 } from '@anyuan/core/detection/ring-buffer.ts';
import { decodeWav, encodeWav } from './capture/wav.ts';
import { findCommand } from './commands.ts';
import type { OncePlayed } from './sounds.ts';

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

/**
 * Plays 16 kHz samples through a program of the system. Null when this machine has none.
 */
export function playOnce(samples: Float32Array): OncePlayed | null {
  const player = playerOf();
  if (player === null) return null;
  const child = spawn(player.path, player.args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString('utf8')).slice(-300);
  });
  // A player that is gone before it has read everything breaks the pipe.
  child.stdin.on('error', () => undefined);
  const limit = setTimeout(() => child.kill('SIGKILL'), samples.length / 16 + 5_000);
  const done = new Promise<string | null>((resolve) => {
    child.on('error', (error) => {
      complaint = error.message;
    });
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve(code === 0 ? null : complaint.trim() || `exit ${code ?? signal}`);
    });
  });
  child.stdin.end(encodeWav(Int16Array.from(samples, toInt16)));
  return { done, stop: () => child.kill('SIGTERM') };
}

/** Recordings of a folder by their name. */
export function promptsOf(dir: string): (name: string) => Promise<Float32Array | null> {
  return async (name) => {
    const bytes = await readFile(join(dir, `${name}.wav`)).catch(() => null);
    return bytes === null ? null : (decodeWav(bytes).channels[0] ?? null);
  };
}
