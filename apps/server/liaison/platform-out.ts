import type { Clock } from '@anyuan/contracts/clock.ts';
import { platformMappings } from '@anyuan/contracts/platform-fields.ts';
import type { Platform } from '@anyuan/contracts/routes/platforms.ts';
import { type PlatformValues, toPlatform } from '@anyuan/core/liaison/platform-record.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import * as store from './platform-store.ts';
import { sign } from './signature.ts';

export interface PlatformOutOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  position(schoolId: string): { latitude: number; longitude: number } | null;
}

const leaseMs = 30_000;
const timeoutMs = 5000;
/** 5, 10, 20 s .. 10 min, for ever: a platform under repair is told in the end. */
const backOffMs = (attempts: number) => Math.min(600_000, 5000 * 2 ** (attempts - 1));

/** Facts that a platform hears: shared incidents only, and no name, note or free text. */
export function makePlatformReaction(options: PlatformOutOptions, wake: () => void): Reaction {
  return reaction({
    consumer: 'platform',
    types: ['incident.opened', 'incident.offered', 'incident.assessed', 'incident.concluded'],
    async run(tx, entries) {
      const platforms = await store.findPlatforms(tx);
      if (platforms.length === 0) return;
      for (const { fact, factId, at } of entries) {
        for (const [n, platform] of platforms.entries()) {
          // One message per fact: with several platforms the second gets an id of its own.
          const id = n === 0 ? factId : crypto.randomUUID();
          const message = { id, incidentId: fact.incidentId, kind: fact.type, at };
          await enqueue(tx, platform, message, options);
        }
      }
    },
    committed: wake,
  });
}

/** Puts what is known now of a shared incident on its way to a platform that has the school. */
export async function enqueue(
  tx: Tx,
  { name, shape, schools }: Platform,
  message: { id: string; incidentId: string; kind: string; at: number },
  options: Pick<PlatformOutOptions, 'position'>,
): Promise<void> {
  const told = await store.findTold(tx, message.incidentId);
  const [code] = Object.entries(schools).find(([, id]) => id === told?.school_id) ?? [];
  if (!told?.shared || code === undefined) return;
  const values = valuesOf(told, code, options.position(told.school_id));
  const body = toPlatform(platformMappings[shape], values);
  await store.insertMessage(tx, { ...message, platform: name, body });
}

type Told = NonNullable<Awaited<ReturnType<typeof store.findTold>>>;

function valuesOf(
  told: Told,
  schoolCode: string,
  position: ReturnType<PlatformOutOptions['position']>,
): PlatformValues {
  const time = (at: number | null) => (at === null ? undefined : new Date(at).toISOString());
  const { concluded_at: finished } = told;
  return {
    number: told.id,
    schoolCode,
    calledAt: time(told.occurred_at) ?? '',
    takenAt: time(told.reported_at) ?? '',
    place: told.place,
    category: told.kind,
    state: told.state,
    test: told.alarm_kind === 'actual' ? '0' : '1',
    ...(told.level === null ? {} : { level: String(told.level) }),
    ...(finished === null ? {} : { finishedAt: time(finished) ?? '' }),
    ...(position
      ? { autoLongitude: String(position.longitude), autoLatitude: String(position.latitude) }
      : {}),
  };
}

/** Sends what waits; a platform that is slow or down is asked again later and holds up no transaction. */
export function makePlatformSender({ db, clock, log }: PlatformOutOptions): DueTimer {
  const sendOne = async (
    message: Awaited<ReturnType<typeof store.claimMessages>>[number],
    platforms: Awaited<ReturnType<typeof store.findPlatforms>>,
  ): Promise<void> => {
    const { id, attempts } = message;
    const platform = platforms.find((p) => p.name === message.platform);
    if (!platform) {
      return store.settleMessage(db.query, {
        id,
        sentAt: null,
        dueAt: null,
        error: 'no such platform',
      });
    }
    const error = await post(platform, message);
    const now = clock.now();
    const dueAt = error === null ? null : now + backOffMs(attempts);
    if (error !== null)
      log.info({ platform: platform.name, messageId: id, error }, 'platform not told');
    await store.settleMessage(db.query, { id, sentAt: error === null ? now : null, dueAt, error });
  };

  const post = async (
    { url, secret }: { url: string; secret: string },
    { id, kind, body }: { id: string; kind: string; body: unknown },
  ): Promise<string | null> => {
    const text = JSON.stringify(body);
    const timestamp = String(Math.floor(clock.now() / 1000));
    try {
      const reply = await fetch(url, {
        method: 'POST',
        body: text,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'x-anyuan-timestamp': timestamp,
          'x-anyuan-signature': sign(secret, timestamp, text),
          'x-anyuan-delivery': id,
          'x-anyuan-event': kind,
        },
      });
      await reply.body?.cancel();
      return reply.ok ? null : `HTTP ${reply.status}`;
    } catch (error) {
      return error instanceof Error ? error.name : 'failed';
    }
  };

  return makeDueTimer({
    name: 'platform',
    clock,
    log,
    nextDue: () => store.findNextMessage(db.query),
    isAllDated: true,
    async run() {
      const now = clock.now();
      const at = { now, leaseUntil: now + leaseMs, limit: 20 };
      const claimed = await store.claimMessages(db.query, at);
      if (claimed.length === 0) return false;
      const platforms = await store.findPlatforms(db.query);
      await Promise.all(claimed.map((m) => sendOne(m, platforms)));
      return claimed.length === 20;
    },
  });
}
