import { askAgainAt } from '@anyuan/core/notification/retry.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import {
  type Asking,
  claimAsking,
  findNextAsking,
  markUndelivered,
  setAsking,
} from './asking-store.ts';
import type { Arrival, Channel } from './channels/channel.ts';
import { type SenderOptions, sendPollMs } from './sending.ts';
import { markReceipt } from './store.ts';

const leaseMs = 30_000;
const atOnce = 8;

/**
 * Asks a provider of short messages or calls what became of those it took, apart from sending: a
 * provider that is slow to answer questions delays no message.
 */
export function makeAsker(channel: Channel, options: SenderOptions): DueTimer {
  const { db, clock, log } = options;
  return makeDueTimer({
    name: `ask ${channel.kind}`,
    clock,
    log,
    pollMs: sendPollMs,
    isAllDated: true,
    nextDue: () => findNextAsking(db.query, channel.kind),
    run: async () => {
      const now = clock.now();
      const lease = { channel: channel.kind, now, leaseUntil: now + leaseMs, limit: atOnce };
      const claimed = await claimAsking(db.query, lease);
      const settings = (await options.catalogue.active(db.query)).get(channel.kind)?.settings;
      await Promise.all(claimed.map((row) => askOne(channel, settings, row, options)));
      return claimed.length === atOnce;
    },
  });
}

async function askOne(
  channel: Channel,
  settings: unknown,
  row: Asking,
  options: SenderOptions,
): Promise<void> {
  const { db, clock, log } = options;
  const arrival = await arrivalOf(channel, settings, row);
  const now = clock.now();
  if (arrival === 'delivered') {
    await markReceipt(db.query, row.receipt, 'delivered', now);
    await setAsking(db.query, row.id, null);
    return;
  }
  if (arrival === 'unknown') {
    await setAsking(db.query, row.id, askAgainAt({ sentAt: row.sent_at ?? now, now }));
    return;
  }
  log.info({ channel: channel.kind, notificationId: row.id, error: arrival.failed }, 'not arrived');
  await recordFailure(channel, row, arrival.failed, options);
}

/** A question that fails is asked again: it says nothing about the message. */
async function arrivalOf(channel: Channel, settings: unknown, row: Asking): Promise<Arrival> {
  const { reference, target, sent_at: sentAt } = row;
  if (settings === undefined || !channel.ask || reference === null) return 'unknown';
  try {
    return await channel.ask({ reference, target, sentAt: sentAt ?? 0 }, settings);
  } catch {
    return 'unknown';
  }
}

async function recordFailure(
  channel: Channel,
  row: Asking,
  error: string,
  { db, clock, facts }: SenderOptions,
): Promise<void> {
  const at = clock.now();
  await db.query.transaction().execute(async (tx) => {
    const failed = await markUndelivered(tx, { id: row.id, error, at });
    await setAsking(tx, row.id, null);
    await facts.append(
      tx,
      failed.map((f) => ({
        at,
        schoolId: f.school_id,
        fact: {
          type: 'notification.failed' as const,
          alarmId: f.alarm_id,
          notificationId: f.id,
          channel: channel.kind,
          error,
        },
      })),
    );
  });
}
