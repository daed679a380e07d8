import { parseCsv } from './csv.ts';
import { type EventName, type Meaning, meaningOf } from './labels.ts';
import type { HeardEvent } from './listeners.ts';

/** One thing that is heard in a stream. */
export interface TruthItem {
  stream: string;
  fromMs: number;
  toMs: number;
  label: string;
  meaning: Meaning;
  /** Level over the background, dB; null when not given. */
  snrDb: number | null;
  /** The recording that was mixed in; '' when not given. */
  clip: string;
}

/** A decision may come this long after the event ended. */
export const graceMs = 2_000;

/** @throws Error when columns are missing or a time is no number. */
export function readTruth(text: string): TruthItem[] {
  const needed = ['stream', 'start_s', 'end_s', 'label'];
  return parseCsv(text, needed).map((row, i) => {
    const fromMs = Number(row.start_s || Number.NaN) * 1000;
    const toMs = Number(row.end_s || Number.NaN) * 1000;
    if (!(fromMs >= 0 && toMs >= fromMs && toMs < Number.POSITIVE_INFINITY)) {
      throw new Error(`truth row ${i + 2}: ${row.start_s} .. ${row.end_s}`);
    }
    const { stream = '', label = '', clip = '', snr = '' } = row;
    const snrDb = snr === '' || !Number.isFinite(Number(snr)) ? null : Number(snr);
    return { stream, fromMs, toMs, label, meaning: meaningOf(label), snrDb, clip };
  });
}

export const holds = ({ fromMs, toMs }: TruthItem, atMs: number): boolean =>
  atMs >= fromMs && atMs <= toMs + graceMs;

/** What a decision was, seen from the truth. */
export type Verdict =
  | { is: 'hit'; item: TruthItem }
  /** During an event of another kind, or one that is not counted. */
  | { is: 'other'; item: TruthItem }
  /** Nothing to be detected was there; `item` is the distractor that was, if any. */
  | { is: 'false'; item: TruthItem | null };

/** The items are those of the decision's own stream. */
export function judge(decision: HeardEvent, items: readonly TruthItem[]): Verdict {
  const around = items.filter((item) => holds(item, decision.decidedMs));
  const hit = around.find(({ meaning }) => meaning === decision.kind);
  if (hit !== undefined) return { is: 'hit', item: hit };
  const other = around.find(({ meaning }) => meaning !== 'negative');
  if (other !== undefined) return { is: 'other', item: other };
  return { is: 'false', item: around[0] ?? null };
}

/** The first decision of a kind within an event's span and its grace; undefined: missed. */
export function firstHit(
  item: TruthItem,
  decisions: readonly HeardEvent[],
  kind: EventName,
): HeardEvent | undefined {
  return decisions.find((d) => d.kind === kind && holds(item, d.decidedMs));
}

/** Is there something to be detected, or something that is not counted? */
export const isBusy = ({ meaning }: TruthItem): boolean => meaning !== 'negative';

/** Ms of a stream outside its busy items and their grace. */
export function quietMs(
  items: readonly TruthItem[],
  streamMs: number,
  isOutside: (item: TruthItem) => boolean = isBusy,
): number {
  const spans = items
    .filter(isOutside)
    .map(({ fromMs, toMs }) => [Math.min(fromMs, streamMs), Math.min(toMs + graceMs, streamMs)])
    .sort(([a = 0], [b = 0]) => a - b);
  let busyMs = 0;
  let endMs = 0;
  for (const [from = 0, to = 0] of spans) {
    busyMs += Math.max(0, to - Math.max(from, endMs));
    endMs = Math.max(endMs, to);
  }
  return streamMs - busyMs;
}
