import { platformMappings } from '@anyuan/contracts/platform-fields.ts';
import { type Platform, reconcilePageSchema } from '@anyuan/contracts/routes/platforms.ts';
import { fromPlatform } from '@anyuan/core/liaison/platform-record.ts';
import {
  type Differences,
  differencesOf,
  type KnownIncident,
} from '@anyuan/core/liaison/reconcile.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { Operations } from '../platform/operations.ts';
import { claimCheck, insertCheck } from './platform-check-store.ts';
import { enqueue, type PlatformOutOptions } from './platform-out.ts';
import * as store from './platform-store.ts';
import { sign } from './signature.ts';

export interface ReconcileOptions extends PlatformOutOptions {
  operations: Pick<Operations, 'raise' | 'clear'>;
  /** Something was sent again. */
  wake(): void;
}

const everyMs = 3_600_000;
/** Older incidents are finished business on both sides. */
const lookBackMs = 30 * 86_400_000;
const timeoutMs = 5000;
/** So many of their numbers are shown; the notice says how many there are. */
const numbersMax = 50;
/** A list that never ends is no list. */
const pagesMax = 200;

/**
 * Once an hour each platform is asked what it knows, page by page (`<url>/reconcile`, signed over
 * path and query). What it lacks or has otherwise is sent again; a call that it has and we never got
 * cannot be made up for by itself, so people are told.
 */
export function makePlatformReconciler(options: ReconcileOptions): DueTimer {
  const { db, clock, log, operations } = options;

  const reconcile = async (platform: Platform): Promise<void> => {
    const about = { kind: 'platform.differs', subject: platform.name } as const;
    // A notice that is open keeps its words: what is wrong otherwise is one of its own.
    const failed = { ...about, subject: `${platform.name} unreachable` };
    try {
      const theirs = await fetchAll(platform, clock.now());
      const found = await compare(platform, theirs);
      const again = [...found.missing, ...found.stale];
      if (again.length > 0) await resend(platform, again);
      await operations.clear(failed.kind, failed.subject);
      await keep(platform, { compared: true, ...countsOf(found) }, found.unknown);
      log.info({ platform: platform.name, ...countsOf(found) }, 'compared with a platform');
      if (again.length + found.unknown.length === 0)
        await operations.clear(about.kind, about.subject);
      else await operations.raise({ ...about, text: wordsOf(platform.name, found) });
    } catch (error) {
      await keep(platform, { compared: false, missing: 0, stale: 0 }, []);
      log.warn({ err: error, platform: platform.name }, 'not compared with a platform');
      const text = `与平台“${platform.name}”没有核对成功，请检查地址、密钥和对方服务，一小时后再核对。`;
      await operations.raise({ ...failed, text });
    }
  };

  const keep = (
    { name }: Platform,
    { compared, missing, stale }: { compared: boolean; missing: number; stale: number },
    numbers: readonly string[],
  ): Promise<void> => {
    const unknown = numbers.slice(0, numbersMax);
    const check = { platform: name, at: clock.now(), compared, missing, stale, unknown };
    return insertCheck(db.query, check);
  };

  const compare = async (platform: Platform, theirs: KnownIncident[]): Promise<Differences> => {
    const schoolIds = Object.values(platform.schools);
    const since = clock.now() - lookBackMs;
    const ours = await store.findShared(db.query, { schoolIds, since });
    const calls = new Set(await store.findNumbers(db.query, platform.name));
    const known = ours.map(({ id, state }) => ({ number: id, state }));
    const old = new Set(
      await store.findKnownIds(
        db.query,
        theirs.map((t) => t.number),
      ),
    );
    // An older one of ours that they still list is no difference.
    const listed = theirs.filter(
      (t) => known.some((o) => o.number === t.number) || !old.has(t.number),
    );
    return differencesOf(known, listed, calls);
  };

  const resend = (platform: Platform, ids: readonly string[]): Promise<void> =>
    db.query.transaction().execute(async (tx) => {
      for (const incidentId of ids) {
        const what = { incidentId, kind: 'incident.reconciled', at: clock.now() };
        await enqueue(tx, platform, { id: crypto.randomUUID(), ...what }, options);
      }
    });

  return makeDueTimer({
    name: 'platform reconcile',
    clock,
    log,
    pollMs: 60_000,
    nextDue: async () => null,
    async run() {
      const platforms = await store.findPlatforms(db.query);
      for (const platform of platforms) {
        const now = clock.now();
        if (!(await claimCheck(db.query, platform.name, { now, everyMs }))) continue;
        await reconcile(platform);
        options.wake();
      }
      return false;
    },
  });
}

async function fetchAll(platform: Platform, now: number): Promise<KnownIncident[]> {
  const all: KnownIncident[] = [];
  let cursor = '';
  for (let page = 0; page < pagesMax; page++) {
    const { records, next } = await fetchPage(platform, cursor, now);
    for (const record of records) {
      const { number, state = null } = fromPlatform(platformMappings[platform.shape], record);
      if (number !== undefined) all.push({ number, state });
    }
    if (!next || next === cursor) return all;
    cursor = next;
  }
  throw new Error('the list does not end');
}

async function fetchPage({ url, secret }: Platform, cursor: string, now: number) {
  const address = new URL(`${url.replace(/\/+$/, '')}/reconcile`);
  if (cursor !== '') address.searchParams.set('after', cursor);
  const timestamp = String(Math.floor(now / 1000));
  const reply = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'x-anyuan-timestamp': timestamp,
      'x-anyuan-signature': sign(secret, timestamp, `${address.pathname}${address.search}`),
    },
  });
  if (!reply.ok) {
    await reply.body?.cancel();
    throw new Error(`HTTP ${reply.status}`);
  }
  return reconcilePageSchema.parse(await reply.json());
}

const countsOf = ({ missing, stale, unknown }: Differences) => ({
  missing: missing.length,
  stale: stale.length,
  unknown: unknown.length,
});

function wordsOf(name: string, { missing, stale, unknown }: Differences): string {
  const again = missing.length + stale.length;
  const sent = again > 0 ? `有 ${again} 起事件对方没有或状态不同，已重新发送。` : '';
  const lost =
    unknown.length > 0 ? `对方有 ${unknown.length} 起警情本系统没有收到，请与对方核实。` : '';
  return `与平台“${name}”核对：${sent}${lost}`;
}
