import '@anyuan/terminal/no-telemetry.ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { EventName } from './labels.ts';
import { type Listener, makeScoreListener } from './listeners.ts';

/** The teacher looks at 0.975 s every 0.48 s, as it was published. */
const windowSamples = 15_600;
export const teacherHopSamples = 7_680;

/** AudioSet tags (rows of its class map) whose largest score answers for an event. */
const tags = {
  scream: [11],
  cry: [19, 20],
  shout: [6, 7, 8, 9, 10],
  bang: [420, 421, 422, 424, 425, 427, 430, 460],
  glass: [435, 437],
} as const;

export const teacherEvents = Object.keys(tags) as (keyof typeof tags)[];

export const teacherColumnOf = (name: EventName): number =>
  (teacherEvents as readonly string[]).indexOf(name);

export interface Teacher {
  file: string;
  sha256: string;
  listener(): Listener<number[][]>;
}

/** The teacher beside a manifest or a folder of streams; null when it is not there. */
export function findTeacher(beside: readonly string[]): string | null {
  const places = beside.flatMap((path) => [dirname(path), path]);
  const files = places.map((place) => join(place, 'models/yamnet.onnx'));
  return files.find((file) => existsSync(file)) ?? null;
}

/** @throws Error when it cannot be read or is no such model. */
export async function openTeacher(file: string): Promise<Teacher> {
  const bytes = await readFile(file);
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const score = async (pcm: Float32Array): Promise<number[]> => {
    const wave = new Tensor('float32', pcm, [1, 1, windowSamples]);
    const { scores } = await session.run({ wave });
    const all = scores?.data as Float32Array;
    return teacherEvents.map((name) => Math.max(...tags[name].map((tag) => all[tag] ?? 0)));
  };
  return {
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    listener: () => makeScoreListener({ windowSamples, hopSamples: teacherHopSamples, score }),
  };
}
