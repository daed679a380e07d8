import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { EngineHit, SpotterFiles } from './messages.ts';
import { type Engine, type EngineEnd, runEngine } from './run-engine.ts';

/** The keyword spotter on one stream of sound, in a process of its own. */
export interface EngineSpotter {
  ready(): boolean;
  push(pcm: Float32Array, endSample: number): void;
  /** What was found since the last call. */
  take(): EngineHit[];
  /** Sound that was pushed and is not worked off yet, samples. */
  behind(): number;
  /** Settles when all that was pushed is worked off, or the engine ended. */
  settled(): Promise<void>;
  stop(): void;
}

export interface SpotterParts {
  files: SpotterFiles;
  keywords: readonly string[];
  onReady(): void;
  onEnd(end: EngineEnd): void;
}

export function openEngineSpotter(parts: SpotterParts): EngineSpotter {
  let pushedSample = 0;
  let doneSample = 0;
  let hits: EngineHit[] = [];
  let isOver = false;
  let waiting: (() => void)[] = [];

  function settle(): void {
    if (!isOver && doneSample < pushedSample) return;
    for (const done of waiting) done();
    waiting = [];
  }

  const engine: Engine = runEngine({
    open: { open: 'spotter', files: parts.files, keywords: parts.keywords.join('\n') },
    onReply(reply) {
      if ('ready' in reply) parts.onReady();
      if (!('doneSample' in reply)) return;
      hits.push(...reply.hits);
      doneSample = reply.doneSample;
      settle();
    },
    onEnd(end) {
      isOver = true;
      settle();
      parts.onEnd(end);
    },
  });

  return {
    ready: engine.ready,
    push(pcm, endSample) {
      if (doneSample === 0) doneSample = endSample - pcm.length;
      pushedSample = endSample;
      engine.send({ pcm, endSample });
    },
    take() {
      const taken = hits;
      hits = [];
      return taken;
    },
    behind: () => Math.max(0, pushedSample - doneSample),
    settled: () =>
      new Promise((done) => {
        waiting.push(done);
        settle();
      }),
    stop() {
      isOver = true;
      engine.stop();
      settle();
    },
  };
}

/** Names of phrases with what is missing, for a fault that a person reads. */
export function unknownText(unknown: readonly { phrase: Phrase; missing: string[] }[]): string {
  return unknown.map(({ phrase, missing }) => `${phrase.text} (${missing.join(' ')})`).join(', ');
}
