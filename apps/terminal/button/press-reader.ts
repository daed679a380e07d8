import type { Clock } from '@anyuan/contracts/clock.ts';

/** Edges closer together than this are the contact bouncing, ms. */
export const debounceMs = 30;
/** Held this long during an accepted alarm: somebody has arrived. */
export const longPressMs = 3_000;
/** Nobody holds a button this long: it hangs, or its wire is shorted, and no press would be seen. */
export const stuckMs = 60_000;

export type Edge = 'down' | 'up';

/**
 * Turns edges into presses. Down is an alarm at once: nobody in need has to let go first. Only
 * while somebody is on the way (`accepted`) it waits, because holding it then means arrival.
 */
export function makePressReader(options: {
  clock: Clock;
  accepted: () => boolean;
  press(): void;
  arrive(): void;
  /** It has been down for `stuckMs`, or is free again. */
  stuck?(is: boolean): void;
}): (edge: Edge) => void {
  const { clock } = options;
  let down = false;
  let settling: { cancel(): void } | undefined;
  let holding: { cancel(): void } | undefined;
  let hanging: { cancel(): void } | undefined;

  function changed(edge: Edge): void {
    if (down === (edge === 'down')) return;
    down = edge === 'down';
    hanging?.cancel();
    if (down) hanging = clock.setTimer(clock.now() + stuckMs, () => options.stuck?.(true));
    else options.stuck?.(false);
    if (!down) {
      // Let go before the three seconds: it was an ordinary press.
      if (holding !== undefined) options.press();
      holding?.cancel();
      holding = undefined;
    } else if (options.accepted()) {
      holding = clock.setTimer(clock.now() + longPressMs, () => {
        holding = undefined;
        options.arrive();
      });
    } else options.press();
  }

  return (edge) => {
    settling?.cancel();
    // The first edge down counts at once; a bounce back up is not believed before it has settled.
    if (edge === 'down') return changed('down');
    settling = clock.setTimer(clock.now() + debounceMs, () => changed('up'));
  };
}
