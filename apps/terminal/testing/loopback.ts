import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeWav } from '../capture/wav.ts';

/**
 * A room for tests: `play` stands in for aplay, `record` for arecord, and what is played is heard
 * after the room has done to it what `room.json` says. It runs faster than time, as the terminal
 * counts samples and not seconds.
 */
export interface Room {
  /** From the loudspeaker to the microphone; 0: the loudspeaker is dead. */
  gain: number;
  /** Of the room, uniform, share of full scale. */
  noise: number;
  delayMs: number;
  /** 0 hears everything, towards 1 only low tones: cloth over the microphone. */
  dull: number;
  /** Constant part, share of full scale. */
  offset: number;
  /** The microphone's own gain, on everything; 0: deaf. */
  capture: number;
}

const speed = 4;
const tickSamples = 800;
const tickMs = tickSamples / 16 / speed;

export function setRoom(dir: string, room: Room): void {
  mkdirSync(join(dir, 'air'), { recursive: true });
  writeFileSync(join(dir, 'room.tmp'), JSON.stringify(room));
  renameSync(join(dir, 'room.tmp'), join(dir, 'room.json'));
}

/** Scripts for a PATH on which this room is the only sound card. */
export function loopbackCommands(dir: string): Record<string, string> {
  const run = (part: string) =>
    `exec ${process.execPath} --disable-warning=ExperimentalWarning ${import.meta.filename} ${part} ${dir}`;
  return { aplay: run('play'), arecord: run('record') };
}

async function play(dir: string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  const wav = Buffer.concat(parts);
  writeFileSync(join(dir, 'air', `${process.pid}.tmp`), wav);
  renameSync(join(dir, 'air', `${process.pid}.tmp`), join(dir, 'air', `${process.pid}.wav`));
  await new Promise((done) => setTimeout(done, wav.length / 32 / speed));
}

/** What was played since, waiting to be heard. */
function fromAir(dir: string, delayMs: number): number[] {
  const heard: number[] = [];
  for (const name of readdirSync(join(dir, 'air')).filter((n) => n.endsWith('.wav'))) {
    const [samples] = decodeWav(readFileSync(join(dir, 'air', name))).channels;
    for (let i = 0; i < delayMs * 16; i += 1) heard.push(0);
    for (const sample of samples ?? []) heard.push(sample);
    rmSync(join(dir, 'air', name));
  }
  return heard;
}

function record(dir: string): void {
  let waiting: number[] = [];
  let dulled = 0;
  const beganMs = performance.now();
  let ticks = 0;
  const tick = () => {
    const room = JSON.parse(readFileSync(join(dir, 'room.json'), 'utf8')) as Room;
    waiting = waiting.concat(fromAir(dir, room.delayMs));
    const bytes = Buffer.alloc(tickSamples * 2);
    for (let i = 0; i < tickSamples; i += 1) {
      const air = (waiting[i] ?? 0) * room.gain + (2 * Math.random() - 1) * room.noise;
      dulled += (1 - room.dull) * (air - dulled);
      const heard = Math.max(-1, Math.min(1, dulled * room.capture + room.offset));
      bytes.writeInt16LE(Math.round(heard * 32_767), i * 2);
    }
    waiting = waiting.slice(tickSamples);
    process.stdout.write(bytes);
    ticks += 1;
    setTimeout(tick, Math.max(0, beganMs + ticks * tickMs - performance.now()));
  };
  tick();
}

if (import.meta.main) {
  const [part, dir = ''] = process.argv.slice(2);
  if (part === 'play') await play(dir);
  else record(dir);
}
