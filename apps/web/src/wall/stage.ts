import { useSyncExternalStore } from 'react';

/** Drawn for this size; everything else is the same picture, larger or smaller. */
const drawn = { width: 1920, height: 1080 };

const follow = (run: () => void) => {
  addEventListener('resize', run);
  return () => removeEventListener('resize', run);
};
const scaleNow = () => Math.min(innerWidth / drawn.width, innerHeight / drawn.height) || 1;

/** How large the drawing is shown (2 on 4K). A screen of another shape gets more room, not black edges. */
export function useScale(): number {
  return useSyncExternalStore(follow, scaleNow);
}
