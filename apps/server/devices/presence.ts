import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { FactEntry, Facts } from '../platform/facts.ts';
import type { UpMessage } from '../platform/terminal-link.ts';
import { isTerminalId } from './enrolment-code.ts';
import {
  findNextSilence,
  type SightedRow,
  type Sighting,
  updateSightings,
  updateSilent,
} from './presence-store.ts';
import { parseHeartbeat, parseStatus } from './terminal-message.ts';

export interface PresenceOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  /** Is anybody to be heard at all? While not, silence is ours, not the terminals'. */
  isListening(): boolean;
  onRejected(leaf: UpLeaf, code: ErrorCode): void;
  /** These connected: they need their configuration and the state of their alarm. */
  onConnected(terminalIds: readonly string[]): void;
  /** Their configuration is not the one on record. */
  onOutdated(terminalIds: readonly string[]): void;
  /** After a write. */
  onChanged(terminalIds: readonly string[]): void;
}

export interface Presence {
  onHeartbeat(message: UpMessage): Promise<void>;
  onStatus(message: UpMessage): Promise<void>;
  /** Writes what was heard; called by itself at most once a second. */
  flush(): Promise<void>;
  /** Takes silent terminals offline, by itself when due. */
  silence: DueTimer;
  start(): void;
  stop(): Promise<void>;
}

const flushEveryMs = 1000;
const silentBatch = 500;

interface Heard extends Sighting {
  connected: boolean;
}

/** Which terminals are there. What they say is kept in memory and written once a second for all. */
export function makePresence(options: PresenceOptions): Presence {
  const { db, clock, log, facts } = options;
  let heard = new Map<string, Heard>();
  let timer: { cancel(): void } | null = null;
  let writing: Promise<void> = Promise.resolve();
  let stopped = true;
  // Silence counts from when we began to listen: after a restart nobody has been silent yet.
  let listeningSinceMs = 0;

  const note = (terminalId: string, news: Heard) => {
    const before = heard.get(terminalId);
    heard.set(terminalId, before ? joined(before, news) : news);
    if (timer || stopped) return;
    timer = clock.setTimer(clock.now() + flushEveryMs, () => {
      timer = null;
      void flush();
    });
  };

  const write = async (): Promise<void> => {
    const batch = heard;
    if (batch.size === 0) return;
    heard = new Map();
    let rows: SightedRow[];
    try {
      rows = await db.query.transaction().execute(async (tx) => {
        const updated = await updateSightings(tx, batch);
        await facts.append(tx, updated.flatMap(presenceFact(clock.now())));
        return updated;
      });
    } catch (error) {
      log.warn({ err: error, terminals: batch.size }, 'heartbeats not written, kept for later');
      const newer = [...heard];
      heard = batch;
      for (const [id, news] of newer) note(id, news);
      if (newer.length === 0) retryLater();
      return;
    }
    options.onChanged(rows.map((r) => r.id));
    const connected = rows.filter((r) => batch.get(r.id)?.connected).map((r) => r.id);
    if (connected.length > 0) options.onConnected(connected);
    const outdated = rows.filter((r) => isOutdated(r, batch.get(r.id))).map((r) => r.id);
    if (outdated.length > 0) options.onOutdated(outdated);
  };

  const retryLater = () => {
    if (timer || stopped) return;
    timer = clock.setTimer(clock.now() + flushEveryMs, () => {
      timer = null;
      void flush();
    });
  };

  // One after the other: a later write must not be overtaken by an earlier one.
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  const silence = makeDueTimer({
    name: 'silent terminals',
    clock,
    log,
    pollMs: 5000,
    nextDue: () => findNextSilence(db.query, listeningSinceMs),
    run: async () => {
      if (!options.isListening()) {
        listeningSinceMs = clock.now();
        return false;
      }
      await flush();
      const now = clock.now();
      const rows = await db.query.transaction().execute(async (tx) => {
        const gone = await updateSilent(tx, { now, sinceMs: listeningSinceMs, limit: silentBatch });
        await facts.append(
          tx,
          gone.map((r) => ({
            at: now,
            schoolId: r.school_id,
            fact: { type: 'terminal.offline', terminalId: r.id },
          })),
        );
        return gone;
      });
      if (rows.length > 0) options.onChanged(rows.map((r) => r.id));
      return rows.length === silentBatch;
    },
  });

  return {
    flush,
    silence,
    async onHeartbeat({ terminalId, payload, receivedAt }) {
      const parsed = parseHeartbeat(payload);
      if (!parsed.ok) return options.onRejected('heartbeat', parsed.code);
      if (!isTerminalId(terminalId)) return options.onRejected('heartbeat', 'terminal.unknown');
      const heartbeat = parsed.value;
      note(terminalId, { seenAt: receivedAt, heartbeat, state: 'online', connected: false });
    },
    async onStatus({ terminalId, payload, receivedAt }) {
      const parsed = parseStatus(payload);
      if (!parsed.ok) return options.onRejected('status', parsed.code);
      if (!isTerminalId(terminalId)) return options.onRejected('status', 'terminal.unknown');
      const isOnline = parsed.value.online;
      note(terminalId, {
        // A last will is the broker's word, not a sign of life.
        seenAt: isOnline ? receivedAt : null,
        heartbeat: null,
        state: isOnline ? 'online' : 'offline',
        connected: isOnline,
      });
    },
    start() {
      stopped = false;
      listeningSinceMs = clock.now();
      silence.start();
    },
    async stop() {
      await silence.stop();
      stopped = true;
      timer?.cancel();
      timer = null;
      await flush();
    },
  };
}

function joined(before: Heard, news: Heard): Heard {
  return {
    seenAt: news.seenAt ?? before.seenAt,
    heartbeat: news.heartbeat ?? before.heartbeat,
    state: news.state,
    connected: before.connected || news.connected,
  };
}

function isOutdated(row: SightedRow, news: Heard | undefined): boolean {
  return news?.heartbeat != null && news.heartbeat.configVersion !== row.config_version;
}

/** Only a change is a fact. A terminal heard of for the first time that is gone again is none. */
function presenceFact(at: number): (row: SightedRow) => FactEntry[] {
  return ({ id, school_id: schoolId, before, state }) => {
    if (before === state || (before === 'unknown' && state === 'offline')) return [];
    const type = state === 'online' ? 'terminal.online' : 'terminal.offline';
    return [{ at, schoolId, fact: { type, terminalId: id } }];
  };
}
