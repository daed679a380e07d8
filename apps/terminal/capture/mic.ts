import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { findCommand } from '../commands.ts';
import type { Log } from '../log.ts';
import { makeByteReader, type Source, type SourceHandlers } from './source.ts';

/** A run this long was a good one: the next failure is retried quickly again. */
const goodRunMs = 10_000;
const longestPauseMs = 30_000;

/** Command that writes s16le 16 kHz mono to its standard output; null when there is no recorder. */
export function recorderOf(device: string | undefined): { path: string; args: string[] } | null {
  const arecord = findCommand('arecord');
  if (arecord !== null) {
    const chosen = device === undefined ? [] : ['-D', device];
    const format = ['-t', 'raw', '-f', 'S16_LE', '-r', '16000', '-c', '1'];
    // Not quiet (-q): then it would record at another rate than asked for without a word.
    return { path: arecord, args: [...chosen, ...format] };
  }
  const ffmpeg = findCommand('ffmpeg');
  if (ffmpeg === null) return null;
  const input = ['-f', 'alsa', '-i', device ?? 'default'];
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error'];
  return {
    path: ffmpeg,
    args: [...quiet, ...input, '-ac', '1', '-ar', '16000', '-f', 's16le', '-'],
  };
}

/**
 * What arecord says when a device of the hardware (hw:1,0) cannot do 16 kHz; it goes on at its own rate, and
 * everything that is heard would be three times too low. Null: it said no such thing.
 */
export function wrongRateOf(complaint: string): string | null {
  const got = /rate is not accurate \(requested = \d+Hz, got = (\d+)Hz\)/i.exec(complaint)?.[1];
  return got === undefined ? null : `${got} Hz, not 16000 Hz: name it as plughw:CARD,DEVICE`;
}

const greeting = /^Recording raw data .*$/m;
const noDevice = /no such (file|device)|cannot find card|no soundcards|unknown pcm|no such entity/i;

/** The microphone through `arecord` (or `ffmpeg`), started again for ever when it dies. */
export function makeMicrophone(options: {
  device: string | undefined;
  clock: Clock;
  log: Log;
  firstPauseMs?: number;
}): Source {
  const { clock, log } = options;
  const firstPauseMs = options.firstPauseMs ?? 1_000;
  let child: ChildProcess | undefined;
  let stopped = false;
  let failures = 0;
  let waiting: { cancel(): void } | undefined;

  function again(handlers: SourceHandlers): void {
    if (stopped) return;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
    failures += 1;
    waiting = clock.setTimer(clock.now() + pauseMs, () => record(handlers));
  }

  function record(handlers: SourceHandlers): void {
    const recorder = recorderOf(options.device);
    if (recorder === null) {
      const advice = '没有录音程序，请安装 alsa-utils  no recorder: install alsa-utils';
      handlers.onTrouble('missing', advice);
      again(handlers);
      return;
    }
    const startedMs = clock.now();
    const read = makeByteReader();
    let complaint = '';
    let wrongRate: string | null = null;
    const current = spawn(recorder.path, recorder.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its complaints are read below, in English.
      env: { ...process.env, LC_ALL: 'C' },
    });
    child = current;
    current.stdout.on('data', (bytes: Buffer) => {
      // A recorder of before a restart may still have a buffer to give: it is not this stream.
      if (child === current && wrongRate === null) void handlers.onSamples(read(bytes));
    });
    current.stderr.on('data', (text: Buffer) => {
      complaint = (complaint + text.toString('utf8')).slice(-300);
      wrongRate ??= wrongRateOf(complaint);
      if (wrongRate !== null) current.kill('SIGKILL');
    });
    current.on('error', (error) => {
      complaint = error.message;
    });
    current.on('close', (code, signal) => {
      if (stopped || child !== current) return;
      child = undefined;
      if (clock.now() - startedMs >= goodRunMs) failures = 0;
      const said = wrongRate ?? complaint.replace(greeting, '').trim().replace(/\s+/g, ' ');
      const detail = said || `ended (${code ?? signal})`;
      log.warn({ detail }, '录音中断，正在重启  recorder ended, starting it again');
      handlers.onTrouble(noDevice.test(detail) ? 'missing' : 'dead', detail);
      again(handlers);
    });
  }

  return {
    start: record,
    restart(reason) {
      if (child === undefined) return;
      log.warn({ reason }, '重启录音  restarting the recorder');
      child.kill('SIGKILL');
    },
    stop() {
      stopped = true;
      waiting?.cancel();
      child?.kill('SIGTERM');
      child = undefined;
    },
  };
}
