import { spawn } from 'node:child_process';
import { toInt16 } from '@anyuan/core/detection/ring-buffer.ts';
import { encodeWav } from './capture/wav.ts';
import { playerOf } from './speaker.ts';

/** Plays samples once. Null when it played to its end, else what the player said. */
export interface OncePlayed {
  done: Promise<string | null>;
  stop(): void;
}

/**
 * Plays 16 kHz samples beside the speaker's own queue: the self-test only runs while that is idle.
 * Null when this machine has no player.
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
