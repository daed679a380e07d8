import type { PlanPoint } from '@anyuan/contracts/places.ts';

/** What a key does while a zone is drawn without a mouse. */
export type CursorStep =
  | { kind: 'move'; to: PlanPoint }
  | { kind: 'corner'; at: PlanPoint }
  | { kind: 'back' }
  | { kind: 'end' };

/** A step, and the long one with Shift: parts of the sheet. */
const short = 0.01;
const long = 0.05;
const middle: PlanPoint = [0.5, 0.5];

const ways: Readonly<Record<string, PlanPoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** On whole steps, so that what looks straight is straight; never off the sheet. */
const onSheet = (part: number) => Math.round(Math.min(1, Math.max(0, part)) * 100) / 100;

/**
 * Arrows move the cursor by 1 % (Shift: 5 %), Enter sets a corner, Backspace takes the last back, Esc
 * ends. The cursor begins at the last corner, or in the middle, with the first arrow or Enter. Null
 * when the key means nothing here: whoever draws with a mouse ends with Enter and gives up with Esc.
 */
export function cursorStep(
  pressed: { key: string; shiftKey: boolean },
  now: { cursor: PlanPoint | null; corners: readonly PlanPoint[] },
): CursorStep | null {
  const { cursor, corners } = now;
  const way = ways[pressed.key];
  if (way) {
    const [x, y] = cursor ?? corners.at(-1) ?? middle;
    const by = pressed.shiftKey ? long : short;
    return { kind: 'move', to: [onSheet(x + way[0] * by), onSheet(y + way[1] * by)] };
  }
  if (pressed.key === 'Backspace' && corners.length > 0) return { kind: 'back' };
  if (cursor === null) {
    const begins = pressed.key === 'Enter' && corners.length === 0;
    return begins ? { kind: 'move', to: middle } : null;
  }
  if (pressed.key === 'Enter') return { kind: 'corner', at: cursor };
  return pressed.key === 'Escape' ? { kind: 'end' } : null;
}
