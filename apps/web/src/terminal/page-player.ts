import type { ToTerminal } from './messages.ts';

/** A touch may be on its way: so long a sound waits for the browser to allow it. */
const unlockWithinMs = 800;
const rateHz = 16_000;

/** Plays what the terminal asks for through the page. A browser that keeps us quiet is told, not hidden. */
export function makePagePlayer(post: (message: ToTerminal) => void) {
  const context = new AudioContext();
  const playing = new Map<number, AudioBufferSourceNode>();

  function unlocked(): Promise<boolean> {
    if (context.state === 'running') return Promise.resolve(true);
    const resumed = context.resume().then(
      () => context.state === 'running',
      () => false,
    );
    const late = new Promise<boolean>((resolve) =>
      setTimeout(() => resolve(false), unlockWithinMs),
    );
    return Promise.race([resumed, late]);
  }

  return {
    state: (): 'locked' | 'ready' => (context.state === 'running' ? 'ready' : 'locked'),
    unlock: unlocked,
    onState(run: () => void): void {
      context.addEventListener('statechange', run);
    },
    async play(id: number, samples: Float32Array): Promise<void> {
      if (!(await unlocked())) return post({ type: 'played', id, trouble: 'locked' });
      const buffer = context.createBuffer(1, Math.max(1, samples.length), rateHz);
      buffer.getChannelData(0).set(samples);
      const node = new AudioBufferSourceNode(context, { buffer });
      node.connect(context.destination);
      playing.set(id, node);
      node.onended = () => {
        playing.delete(id);
        post({ type: 'played', id, trouble: null });
      };
      node.start();
    },
    stop: (id: number) => playing.get(id)?.stop(),
  };
}
