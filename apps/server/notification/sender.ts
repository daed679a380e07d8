import { setImmediate as nextTurn } from 'node:timers/promises';
import { askAgainAt, retryAt } from '@anyuan/core/notification/retry.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { makeAsker } from './asker.ts';
import { type Channel, failureWord, type Outcome } from './channels/channel.ts';
import { type Job, renderJobs } from './render.ts';
import { type SenderOptions, sendPollMs } from './sending.ts';
import { makeSentBook } from './sent-book.ts';
import * as store from './store.ts';

export interface Sender extends DueTimer {
  /** These channels have something to send: the others need not look. */
  wakeChannels(kinds: Iterable<string>): void;
}

/** Longer than any channel's own patience: what is still being sent is not sent a second time. */
const leaseMs = 30_000;

/** One worker per channel, so that a mail server that hangs holds up no phone. */
export function makeSender(options: SenderOptions): Sender {
  const { channels } = options.catalogue;
  const byKind = new Map(
    channels.filter((c) => c.kind !== 'live').map((c) => [c.kind, makeWorker(c, options)]),
  );
  const askers = channels.flatMap((c) => (c.ask ? [makeAsker(c, options)] : []));
  const workers = [...byKind.values(), ...askers];
  return {
    wakeChannels(kinds) {
      for (const kind of kinds) byKind.get(kind)?.wake();
    },
    start: () => workers.forEach((w) => void w.start()),
    wake: () => workers.forEach((w) => void w.wake()),
    expect: (atMs) => workers.forEach((w) => void w.expect(atMs)),
    stop: async () => void (await Promise.all(workers.map((w) => w.stop()))),
    idle: async () => void (await Promise.all(workers.map((w) => w.idle()))),
  };
}

/**
 * Claims as many due rows as it may send at once, each for itself: a slow target takes one place,
 * never the batch. No transaction is open while the network is asked.
 */
function makeWorker(channel: Channel, options: SenderOptions): DueTimer {
  const { db, clock, log } = options;
  const { kind, concurrencyMax } = channel;
  const sending = new Set<Promise<void>>();
  const book = makeSentBook(db, () => sending.size);

  const timer = makeDueTimer({
    name: `send ${kind}`,
    clock,
    log,
    pollMs: sendPollMs,
    isAllDated: true,
    // With every place taken, what is due waits for the wake at the end of a send.
    nextDue: async () =>
      sending.size >= concurrencyMax ? null : store.findNextDue(db.query, kind),
    run: async () => {
      // Those that ended together all give their places back before more is claimed.
      await nextTurn();
      const limit = concurrencyMax - sending.size;
      if (limit <= 0) return false;
      const now = clock.now();
      const lease = { channel: kind, now, leaseUntil: now + leaseMs, limit };
      const claimed = await store.claimNotifications(db.query, lease);
      if (claimed.length === 0) return false;
      const settings = (await options.catalogue.active(db.query)).get(kind)?.settings;
      for (const job of await renderJobs({ ...options, now }, claimed)) {
        const sent = sendOne(channel, settings, job, { ...options, book }).finally(() => {
          sending.delete(sent);
          timer.wake();
        });
        sending.add(sent);
      }
      return sending.size < concurrencyMax;
    },
  });

  const idle = async () => {
    await timer.idle();
    while (sending.size > 0) {
      await Promise.all(sending);
      await timer.idle();
    }
  };
  return {
    start: timer.start,
    wake: timer.wake,
    expect: timer.expect,
    idle,
    async stop() {
      await timer.stop();
      await Promise.all(sending);
      channel.stop?.();
    },
  };
}

interface WorkerOptions extends SenderOptions {
  book: ReturnType<typeof makeSentBook>;
}

/** Never throws: what cannot be recorded now comes again when the lease ends. */
async function sendOne(
  channel: Channel,
  settings: unknown,
  job: Job,
  options: WorkerOptions,
): Promise<void> {
  try {
    const outcome = await outcomeOf(channel, settings, job);
    await settle(channel, job, outcome, options);
  } catch (error) {
    const fields = { err: error, channel: channel.kind, notificationId: job.row.id };
    options.log.error(fields, 'outcome of a message not recorded, it will be sent again');
  }
}

async function outcomeOf(channel: Channel, settings: unknown, job: Job): Promise<Outcome> {
  if (!job.message) return { outcome: 'gone', error: overtaken };
  if (settings === undefined) return { outcome: 'gone', error: 'channel is off' };
  try {
    return await channel.send(job.message, job.row.target, settings);
  } catch (error) {
    return { outcome: 'retry', error: failureWord(error) };
  }
}

/** Not a failure of the channel: the alarm ended before the message left. */
const overtaken = 'alarm ended';

async function settle(
  channel: Channel,
  job: Job,
  outcome: Outcome,
  options: WorkerOptions,
): Promise<void> {
  const { db, clock, log, book } = options;
  const { row, memberIds } = job;
  const now = clock.now();
  if (outcome.outcome === 'sent') {
    const { reference } = outcome;
    const askAt = reference === undefined ? null : askAgainAt({ sentAt: now, now });
    const ask = reference === undefined || askAt === null ? null : { reference, at: askAt };
    await book.add({ id: row.id, memberIds, at: now, ask });
    return;
  }
  const { error } = outcome;
  log.info(
    { channel: channel.kind, notificationId: row.id, attempts: row.attempts, error },
    'message not sent',
  );
  const dueAt =
    outcome.outcome === 'gone'
      ? null
      : retryAt({
          attempts: row.attempts,
          attemptsMax: channel.attemptsMax,
          queuedAt: row.queued_at,
          now,
          afterMs: outcome.afterMs,
        });
  if (dueAt !== null) {
    await store.markForRetry(db.query, { id: row.id, attempts: row.attempts, error, dueAt });
    return;
  }
  await giveUp(channel, job, error, options);
}

/** The end of a message that never left, and the fact that says so, together. */
async function giveUp(
  channel: Channel,
  job: Job,
  error: string,
  { db, clock, facts }: SenderOptions,
): Promise<void> {
  const { row, memberIds } = job;
  const now = clock.now();
  await db.query.transaction().execute(async (tx) => {
    const failed = await store.markFailed(tx, [row.id, ...memberIds], error, now);
    if (error === overtaken) return;
    // A gathering is known to nobody: its members failed, each on its own alarm.
    const told = failed.filter((f) => memberIds.length === 0 || f.id !== row.id);
    await facts.append(
      tx,
      told.map((f) => ({
        at: now,
        schoolId: job.schoolOf(f.alarm_id),
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
