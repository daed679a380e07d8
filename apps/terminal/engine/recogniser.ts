import { join } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { type ModelState, verifyModel } from '../models-install.ts';
import type { RecogniserFiles } from './messages.ts';
import { type Engine, type EngineEnd, runEngine } from './run-engine.ts';

/** Writes down a stretch of sound, in a process of its own. */
export interface Recogniser {
  /** Null when it was not done within the time, or there is no engine any more. */
  transcribe(pcm: Float32Array, withinMs: number): Promise<string | null>;
  stop(): void;
}

const kinds = ['sense-voice', 'paraformer'] as const;

export type InstalledRecogniser =
  | { state: 'absent' }
  | { state: 'damaged'; detail: string }
  | { state: 'whole'; files: RecogniserFiles };

/** The first of the known recognisers that is installed. */
export async function findRecogniser(modelsDir: string): Promise<InstalledRecogniser> {
  for (const kind of kinds) {
    const found: ModelState = await verifyModel(modelsDir, kind);
    if (found.state === 'damaged') return { state: 'damaged', detail: `${kind}: ${found.detail}` };
    if (found.state === 'absent') continue;
    const { files } = found.about;
    const path = (role: string) => join(found.dir, files[role]?.file ?? '');
    return { state: 'whole', files: { kind, model: path('model'), tokens: path('tokens') } };
  }
  return { state: 'absent' };
}

export function openRecogniser(parts: {
  files: RecogniserFiles;
  clock: Clock;
  onReady(): void;
  onEnd(end: EngineEnd): void;
}): Recogniser {
  const { clock } = parts;
  const waiting = new Map<number, (text: string | null) => void>();
  let lastId = 0;
  let isOver = false;

  const answer = (id: number, text: string | null) => {
    waiting.get(id)?.(text);
    waiting.delete(id);
  };

  const engine: Engine = runEngine({
    open: { open: 'recogniser', files: parts.files },
    onReply(reply) {
      if ('ready' in reply) parts.onReady();
      if ('id' in reply) answer(reply.id, reply.text);
    },
    onEnd(end) {
      isOver = true;
      for (const id of [...waiting.keys()]) answer(id, null);
      parts.onEnd(end);
    },
  });

  return {
    transcribe(pcm, withinMs) {
      if (isOver) return Promise.resolve(null);
      lastId += 1;
      const id = lastId;
      engine.send({ transcribe: pcm, id });
      const timer = clock.setTimer(clock.now() + withinMs, () => answer(id, null));
      return new Promise((done) => {
        waiting.set(id, (text) => {
          timer.cancel();
          done(text);
        });
      });
    },
    stop() {
      isOver = true;
      engine.stop();
      for (const id of [...waiting.keys()]) answer(id, null);
    },
  };
}
