import { randomBytes } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { liveKey } from '@anyuan/core/notification/audience.ts';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import type { Db } from '../platform/db.ts';

/** What the live channel truly did, person by person. */
export interface LiveReceipts {
  /** A socket of these people got the frame of this alarm. Only called people leave a row. */
  noteLive(alarmId: string, personIds: readonly string[]): void;
  /** A device of this person showed and rang it. */
  rang(alarmId: string, personId: string): void;
  /** This person opened it. */
  read(alarmId: string, personId: string): void;
  /** Writes what waits (shutdown, tests). */
  flush(): Promise<void>;
}

interface Note {
  alarmId: string;
  personId: string;
  sentAt: number;
  deliveredAt: number | null;
  readAt: number | null;
}

/** Thousands of frames a second are one statement every 200 ms. */
const flushEveryMs = 200;
const rowsMax = 1000;
/** With the database away for long, signs are lost before memory is; never alarms. */
const waitingMax = 50_000;

/**
 * Frames go out on the commit that raised the alarm, before the row of the message is made, so either
 * may come first: both insert under the same key. A crash loses the last 200 ms of signs: the record
 * then says less than happened, never more.
 */
export function makeLiveReceipts(options: { db: Db; clock: Clock; log: Logger }): LiveReceipts {
  const { db, clock, log } = options;
  let waiting = new Map<string, Note>();
  let armed = false;
  let running: Promise<void> = Promise.resolve();

  const note = (alarmId: string, personId: string, mark: 'sentAt' | 'deliveredAt' | 'readAt') => {
    const key = liveKey(alarmId, personId);
    const now = clock.now();
    const known = waiting.get(key);
    if (!known && waiting.size >= waitingMax) return;
    const fresh = { alarmId, personId, sentAt: now, deliveredAt: null, readAt: null };
    const n: Note = known ?? fresh;
    n[mark] ??= now;
    // Opened means that it was on the screen.
    if (mark === 'readAt') n.deliveredAt ??= now;
    waiting.set(key, n);
    if (armed) return;
    armed = true;
    clock.setTimer(now + flushEveryMs, () => void flush());
  };

  const flush = (): Promise<void> => {
    armed = false;
    const notes = [...waiting.entries()];
    waiting = new Map();
    running = running.then(() => write(notes));
    return running;
  };

  const write = async (notes: [string, Note][]): Promise<void> => {
    try {
      for (let from = 0; from < notes.length; from += rowsMax) {
        await upsertNotes(db, notes.slice(from, from + rowsMax));
      }
    } catch (error) {
      // Shut down meanwhile: trying again for ever would hold up the end of the process.
      if (db.pool.ended) return;
      log.warn({ err: error }, 'receipts of live frames not written, will try again');
      for (const [key, n] of notes) if (!waiting.has(key)) waiting.set(key, n);
      if (!armed) {
        armed = true;
        clock.setTimer(clock.now() + 5 * flushEveryMs, () => void flush());
      }
    }
  };

  return {
    noteLive: (alarmId, personIds) => {
      for (const personId of personIds) note(alarmId, personId, 'sentAt');
    },
    rang: (alarmId, personId) => note(alarmId, personId, 'deliveredAt'),
    read: (alarmId, personId) => note(alarmId, personId, 'readAt'),
    flush,
  };
}

const upsertText = `
  insert into notification (id, alarm_id, person_id, channel, target, dedup_key, payload, receipt,
    state, queued_at, sent_at, delivered_at, read_at)
  select n.id, n.alarm_id, n.person_id, 'live', n.person_id::text, n.key,
    '{"type":"tell","kind":"call"}', n.receipt,
    case when n.read_at is not null then 'read'
      when n.delivered_at is not null then 'delivered' else 'sent' end,
    n.sent_at, n.sent_at, n.delivered_at, n.read_at
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[],
    $7::bigint[], $8::bigint[]) as n (id, alarm_id, person_id, key, receipt, sent_at,
    delivered_at, read_at)
  join alarm on alarm.id = n.alarm_id
    and alarm.people @> jsonb_build_array(jsonb_build_object('personId', n.person_id))
  on conflict (dedup_key) do update set
    state = case
      when coalesce(notification.read_at, excluded.read_at) is not null then 'read'
      when coalesce(notification.delivered_at, excluded.delivered_at) is not null then 'delivered'
      else 'sent' end,
    sent_at = coalesce(notification.sent_at, excluded.sent_at),
    delivered_at = coalesce(notification.delivered_at, excluded.delivered_at),
    read_at = coalesce(notification.read_at, excluded.read_at)`;

async function upsertNotes({ pool }: Db, notes: readonly [string, Note][]): Promise<void> {
  await pool.query({
    name: 'live receipts',
    text: upsertText,
    values: [
      notes.map(() => v7()),
      notes.map(([, n]) => n.alarmId),
      notes.map(([, n]) => n.personId),
      notes.map(([key]) => key),
      notes.map(() => randomBytes(24).toString('base64url')),
      notes.map(([, n]) => n.sentAt),
      notes.map(([, n]) => n.deliveredAt),
      notes.map(([, n]) => n.readAt),
    ],
  });
}
