import type { Clock } from '@anyuan/contracts/clock.ts';
import { distanceM, type Position } from '@anyuan/core/response/near.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { deleteSharing, findSharing, insertSharing, notifyOthers } from './position-store.ts';

/** Tells other instances where people are, or that they no longer say: "<instance> <what> <person> ...". */
export const positionChannel = 'anyuan_position';

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
  /** Keeps it if the person shares and is on duty; off duty forgets what was kept. */
  report(personId: string, onDuty: boolean, at: Position & { accuracyM: number }): void;
  /** What another instance told. */
  hear(payload: string): void;
  /** Distance of each of them whose position is known now, metres. */
  distances(personIds: readonly string[], to: Position): Map<string, number>;
}

/** A phone sends every 30 s; an older position says nothing about who is nearest. */
const keptSec = 120;
/** A position less certain than this does not tell one end of a school from the other. */
const worstAccuracyM = 200;

/** What one instance tells the others about one person. */
type News =
  | { what: 'here'; personId: string; at: number; latitude: number; longitude: number }
  | { what: 'shares'; personId: string; at: number }
  | { what: 'forget' | 'stopped'; personId: string };

const toPayload = (instance: string, news: News): string =>
  [
    ...[instance, news.what, news.personId],
    ...('at' in news ? [news.at] : []),
    ...(news.what === 'here' ? [news.latitude, news.longitude] : []),
  ].join(' ');

/** Null: from this instance, or not understood. */
function fromPayload(payload: string, instance: string): News | null {
  const [from, what, personId = '', ...rest] = payload.split(' ');
  const [at, latitude, longitude] = rest.map(Number);
  if (from === instance || personId === '') return null;
  if (what === 'forget' || what === 'stopped') return { what, personId };
  if (at === undefined) return null;
  if (what === 'shares') return { what, personId, at };
  const isPlaced = what === 'here' && latitude !== undefined && longitude !== undefined;
  return isPlaced ? { what, personId, at, latitude, longitude } : null;
}

export interface PositionsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  instance: string;
  /** No other instance can be there: nobody need be told. */
  alone: boolean;
}

/**
 * Positions are in memory with their age and in no table: they are gone two minutes after the last
 * one, when the duty ends, when the person switches sharing off, and with the process. Other
 * instances hear them in passing (NOTIFY), so that whichever takes the alarm calls the nearest; one
 * that was not listening knows the next one, 30 s later.
 */
export function makePositions(options: PositionsOptions): Positions {
  const { db, clock, log, instance, alone } = options;
  let sharingSince = new Map<string, number>();
  const last = new Map<string, Position & { at: number }>();

  const prune = () => {
    const oldest = clock.now() - keptSec * 1000;
    for (const [personId, { at }] of last) if (at < oldest) last.delete(personId);
  };

  /** What is true here and everywhere from now on. */
  const take = (news: News): void => {
    const { personId } = news;
    if (news.what === 'here') {
      const { latitude, longitude, at } = news;
      last.set(personId, { latitude, longitude, at });
    } else if (news.what === 'shares') sharingSince.set(personId, news.at);
    else {
      last.delete(personId);
      if (news.what === 'stopped') sharingSince.delete(personId);
    }
  };

  const tell = (news: News): void => {
    take(news);
    if (alone) return;
    notifyOthers(db.query, positionChannel, toPayload(instance, news)).catch((err) =>
      log.warn({ err }, 'other instances not told of a position'),
    );
  };

  return {
    async refresh() {
      sharingSince = new Map((await findSharing(db.query)).map((r) => [r.person_id, r.since]));
      for (const personId of last.keys()) if (!sharingSince.has(personId)) last.delete(personId);
      prune();
    },
    hear(payload) {
      const news = fromPayload(payload, instance);
      if (news) take(news);
    },
    state(personId, onDuty) {
      prune();
      if (!onDuty && last.has(personId)) tell({ what: 'forget', personId });
      const since = sharingSince.get(personId) ?? null;
      const at = last.get(personId)?.at ?? null;
      return { sharing: since !== null, since, onDuty, at, keptSec };
    },
    async share(personId, on) {
      const now = clock.now();
      if (on) {
        await insertSharing(db.query, personId, now);
        tell({ what: 'shares', personId, at: sharingSince.get(personId) ?? now });
      } else {
        // Forgotten here before anything can fail, and everywhere once it is on record.
        take({ what: 'stopped', personId });
        await deleteSharing(db.query, personId);
        tell({ what: 'stopped', personId });
      }
    },
    report(personId, onDuty, { latitude, longitude, accuracyM }) {
      const isUseful = sharingSince.has(personId) && onDuty && accuracyM <= worstAccuracyM;
      if (isUseful) tell({ what: 'here', personId, latitude, longitude, at: clock.now() });
      else if (!onDuty && last.has(personId)) tell({ what: 'forget', personId });
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
