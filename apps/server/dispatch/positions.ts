import type { Clock } from '@anyuan/contracts/clock.ts';
import { distanceM, type Position } from '@anyuan/core/response/near.ts';
import type { Db } from '../platform/db.ts';
import { deleteSharing, findSharing, insertSharing } from './position-store.ts';

/** What the person sees of the sharing of their own position. */
export interface SharingState {
  sharing: boolean;
  since: number | null;
  onDuty: boolean;
  at: number | null;
  keptSec: number;
}

/** Where people on duty are, for calling the nearest first. */
export interface Positions {
  /** Reads who shares (start, and when another instance may have changed it). */
  refresh(): Promise<void>;
  state(personId: string, onDuty: boolean): SharingState;
  share(personId: string, on: boolean): Promise<void>;
  /** Keeps it if the person shares and is on duty; otherwise forgets what was kept. */
  report(personId: string, onDuty: boolean, at: Position & { accuracyM: number }): void;
  /** Distance of each of them whose position is known now, metres. */
  distances(personIds: readonly string[], to: Position): Map<string, number>;
}

/** A phone sends every 30 s; an older position says nothing about who is nearest. */
const keptSec = 120;
/** A position less certain than this does not tell one end of a school from the other. */
const worstAccuracyM = 200;

/**
 * Positions are in memory with their age and nowhere else: they are gone two minutes after the
 * last one, when the duty ends, when the person switches sharing off, and with the process. Another
 * instance does not know them and calls by building and post.
 */
export function makePositions({ db, clock }: { db: Db; clock: Clock }): Positions {
  let sharingSince = new Map<string, number>();
  const last = new Map<string, Position & { at: number }>();

  const prune = () => {
    const oldest = clock.now() - keptSec * 1000;
    for (const [personId, { at }] of last) if (at < oldest) last.delete(personId);
  };

  return {
    async refresh() {
      sharingSince = new Map((await findSharing(db.query)).map((r) => [r.person_id, r.since]));
      for (const personId of last.keys()) if (!sharingSince.has(personId)) last.delete(personId);
      prune();
    },
    state(personId, onDuty) {
      prune();
      if (!onDuty) last.delete(personId);
      const since = sharingSince.get(personId) ?? null;
      const at = last.get(personId)?.at ?? null;
      return { sharing: since !== null, since, onDuty, at, keptSec };
    },
    async share(personId, on) {
      const now = clock.now();
      if (on) {
        await insertSharing(db.query, personId, now);
        sharingSince.set(personId, sharingSince.get(personId) ?? now);
      } else {
        last.delete(personId);
        await deleteSharing(db.query, personId);
        sharingSince.delete(personId);
      }
    },
    report(personId, onDuty, { latitude, longitude, accuracyM }) {
      const isUseful = sharingSince.has(personId) && onDuty && accuracyM <= worstAccuracyM;
      if (isUseful) last.set(personId, { latitude, longitude, at: clock.now() });
      else if (!onDuty) last.delete(personId);
    },
    distances(personIds, to) {
      const oldest = clock.now() - keptSec * 1000;
      const found = new Map<string, number>();
      for (const personId of personIds) {
        const known = last.get(personId);
        if (known && known.at >= oldest) found.set(personId, distanceM(known, to));
      }
      return found;
    },
  };
}
