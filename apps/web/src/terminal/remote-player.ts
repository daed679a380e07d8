import type { OncePlayed, Trouble } from '@anyuan/terminal/sounds.ts';
import type { ToPage } from './messages.ts';

/** Sounds are made by the page: a worker has no loudspeaker. */
export function makeRemotePlayer(post: (message: ToPage) => void) {
  const playing = new Map<number, (trouble: Trouble) => void>();
  let next = 1;
  return {
    open(samples: Float32Array): OncePlayed {
      const id = next++;
      const done = new Promise<Trouble>((resolve) => playing.set(id, resolve));
      post({ type: 'play', id, samples });
      return { done, stop: () => post({ type: 'stopPlaying', id }) };
    },
    played(id: number, trouble: Trouble): void {
      playing.get(id)?.(trouble);
      playing.delete(id);
    },
  };
}
