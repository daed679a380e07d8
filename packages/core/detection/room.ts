/**
 * What a place usually sounds like to one class: its highest scores, block by block. A threshold
 * that knows them can come down where nothing ever resembles the event, and go up beside a cage of
 * roosters. Plain value, replaced and never changed.
 */
export interface Room {
  /** End of the block that is being filled, stream ms. */
  blockEndsMs: number;
  /** Highest score of looks together in it so far. */
  blockPeak: number;
  /** Peaks of the blocks before it, oldest first. */
  peaks: readonly number[];
}

export interface RoomRule {
  blockMs: number;
  /** So many blocks are remembered: the last minutes. */
  blocks: number;
  /** Before so many are known the shipped threshold holds. */
  enough: number;
  /** Events are peaks too: so many of the highest blocks do not count as the room's. */
  spared: number;
  /** The threshold keeps this distance from the room's peak, as a factor. */
  distance: number;
  /** Bounds of the threshold, as factors of the shipped one (upwards: of what is left to 1). */
  lowest: number;
  highest: number;
}

export const roomRule: RoomRule = {
  blockMs: 10_000,
  blocks: 18,
  enough: 6,
  spared: 2,
  distance: 2,
  lowest: 0.8,
  highest: 0.1,
};

/** The room after one more score of looks together at `atMs`. */
export function hearRoom(was: Room | undefined, now: { score: number; atMs: number }): Room {
  const { score, atMs } = now;
  const { blockMs, blocks } = roomRule;
  if (was === undefined) return { blockEndsMs: atMs + blockMs, blockPeak: score, peaks: [] };
  if (atMs < was.blockEndsMs) return { ...was, blockPeak: Math.max(was.blockPeak, score) };
  const peaks = [...was.peaks, was.blockPeak].slice(-blocks);
  return { blockEndsMs: atMs + blockMs, blockPeak: score, peaks };
}

/** The shipped threshold, moved by what the room usually scores, within bounds. */
export function thresholdIn(room: Room | undefined, shipped: number): number {
  if (room === undefined || room.peaks.length < roomRule.enough) return shipped;
  const usual = [...room.peaks].sort((a, b) => b - a)[roomRule.spared] ?? 0;
  const lowest = shipped * roomRule.lowest;
  const highest = shipped + (1 - shipped) * roomRule.highest;
  return Math.min(highest, Math.max(lowest, usual * roomRule.distance));
}
