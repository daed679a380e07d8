import type { ReadStream } from 'node:tty';

export interface KeyHandlers {
  press(): void;
  arrive(): void;
  quit(): void;
}

/** A key that is held repeats: repeats closer than this are one press, ms. */
const repeatMs = 1_000;

/** Space or enter presses, `a` says arrived, `q` or Ctrl-C quits. */
export function makeKeyReader(handlers: KeyHandlers, monotonicMs: () => number) {
  let lastPressMs = -Infinity;
  return (keys: string): void => {
    for (const key of keys) {
      if (key === ' ' || key === '\r' || key === '\n') {
        const nowMs = monotonicMs();
        const held = nowMs - lastPressMs < repeatMs;
        lastPressMs = nowMs;
        if (!held) handlers.press();
      } else if (key === 'a') handlers.arrive();
      else if (key === 'q' || key === '\u0003') handlers.quit();
    }
  };
}

/** Reads the keyboard of a terminal window. Gives a function that puts the window back. */
export function openKeyboard(
  stream: ReadStream,
  handlers: KeyHandlers,
  monotonicMs: () => number,
): () => void {
  const read = makeKeyReader(handlers, monotonicMs);
  const onData = (data: Buffer) => read(data.toString('utf8'));
  stream.setRawMode(true);
  stream.on('data', onData);
  stream.resume();
  return () => {
    stream.off('data', onData);
    stream.setRawMode(false);
    stream.pause();
  };
}
