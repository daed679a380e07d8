import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { TerminalHearing } from '@anyuan/contracts/hearing.ts';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { TerminalHistory, TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { SoftwareWish } from '@anyuan/contracts/software.ts';
import { heartbeatSchema } from '@anyuan/contracts/terminal.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import type { SettingWord } from '@anyuan/core/devices/inherit-settings.ts';
import type { Logger } from 'pino';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Reaction } from '../platform/deliveries.ts';
import type { Facts } from '../platform/facts.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import { makeChanges } from './changes.ts';
import { buildConfig, type ConfigPlace } from './config.ts';
import type { Credentials } from './credentials.ts';
import { type EnrolmentService, makeEnrolment } from './enrolment.ts';
import { isTerminalId, sha256 } from './enrolment-code.ts';
import { type FaultTickets, makeFaults } from './faults.ts';
import { readHistory } from './history.ts';
import { makePresence } from './presence.ts';
import { noteHeartbeats } from './presence-store.ts';
import { reactTerminal } from './react.ts';
import { findTerminal, findViewRows, type ViewRow } from './store.ts';
import { makeTerminalStates } from './terminal-states.ts';

/** Where a terminal stands; the sites slice's read model satisfies it. */
export interface DevicePlace extends ConfigPlace {
  schoolId: string;
  schoolName: string;
  zoneId: string;
}

export interface DevicesOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  link: TerminalLink;
  credentials: Credentials;
  /** Faults that last open and end tickets. */
  tickets: FaultTickets;
  places: { terminal(terminalId: string): DevicePlace | undefined };
  /** What terminals of these schools listen for. */
  phrasesOf(schoolIds: readonly string[]): Promise<(schoolId: string) => Phrase[]>;
  /** How each terminal judges; `refresh` before settings are pushed. */
  hearing?: { refresh(): Promise<void>; of(terminalId: string): TerminalHearing | null };
  /** What the levels say of clip, speaker and heartbeat; `refresh` before settings are pushed. */
  settings?: { refresh(): Promise<void>; wordsOf(terminalId: string): SettingWord[] };
  /** Which version each of these is to run; those that nobody wants another of are left out. */
  softwareOf?(terminalIds: readonly string[]): Promise<ReadonlyMap<string, SoftwareWish>>;
  /** Address of the broker for a terminal that reached the server by this host name. */
  mqttUrlFor(hostname: string): string;
  /** A malformed message, for the counter. */
  onRejected(leaf: UpLeaf, code: ErrorCode): void;
}

export interface Devices extends EnrolmentService {
  /** Consumer `terminal`. */
  reactions: readonly Reaction[];
  /** Registers on the link (heartbeat, status, fault); before the link starts. */
  listen(): void;
  /** Begins to write what is heard and to notice silence. */
  start(): void;
  stop(): Promise<void>;
  /** Writes what was heard and pushes what follows from it; tests and shutdown. */
  flush(): Promise<void>;
  /** Resolves when no push is under way and nothing is due. */
  idle(): Promise<void>;
  pushConfig(terminalIds: readonly string[]): Promise<void>;
  /** May this terminal make clips, by the settings as they stand? */
  clipAllowed(terminalId: string): Promise<boolean>;
  /** The last 30 days of one. Throws `subject.unknown`. */
  history(terminalId: string): Promise<TerminalHistory>;
  /** Live state by id, or of all; terminals that no place is known of are left out. */
  terminalViews(terminalIds?: readonly string[]): Promise<TerminalView[]>;
  /** At most once a second per school, with the terminals that changed. */
  onChange(run: (schoolId: string, views: TerminalView[]) => void): void;
  /** Is this the code printed at the terminal? */
  matchArrivalCode(terminalId: string, code: string): Promise<boolean>;
  /** The arrival code for printing; logged with the person. Refuses nothing: null when unknown. */
  readSticker(terminalId: string, personId: string): Promise<{ code: string; name: string } | null>;
}

/** How often a terminal that reports another configuration is sent it again. */
const resendConfigMs = 10 * 60_000;

export function makeDevices(options: DevicesOptions): Devices {
  const { db, clock, log, facts, link, credentials, places } = options;
  const states = makeTerminalStates({ db, clock, link });
  const pushes = new Set<Promise<void>>();
  const sentAgainAt = new Map<string, number>();

  const background = (what: string, work: Promise<void>) => {
    const push = work
      .catch((error) => log.warn({ err: error }, `${what} not pushed, terminals keep the last`))
      .finally(() => pushes.delete(push));
    pushes.add(push);
  };

  const wordsOf = (terminalId: string) => options.settings?.wordsOf(terminalId) ?? [];

  const pushConfig = async (terminalIds: readonly string[]): Promise<void> => {
    if (terminalIds.length === 0 || !link.connected()) return;
    await options.hearing?.refresh();
    await options.settings?.refresh();
    const rows = await findViewRows(db.query, terminalIds.filter(isTerminalId));
    // Without a place the terminal keeps what it has: a wrong place would send help astray.
    const placed = rows.flatMap((row) => {
      const place = places.terminal(row.id);
      return place ? [{ row, place }] : [];
    });
    const schoolIds = [...new Set(placed.map(({ place }) => place.schoolId))];
    const phrasesOf = await options.phrasesOf(schoolIds);
    const wishes = await options.softwareOf?.(placed.map(({ row }) => row.id));
    const told = placed.map(({ row, place }) => {
      const hearing = options.hearing?.of(row.id) ?? null;
      const config = buildConfig(row, { ...place, hearing, words: wordsOf(row.id) });
      const isNews = row.heartbeat_sec !== config.heartbeatSec;
      const software = wishes?.get(row.id);
      const whole = {
        ...config,
        phrases: phrasesOf(place.schoolId),
        ...(software && { software }),
      };
      return { id: row.id, isNews, config: whole };
    });
    const news = told.filter((t) => t.isNews);
    await noteHeartbeats(
      db.query,
      news.map(({ id, config }) => ({ id, sec: config.heartbeatSec })),
    );
    await Promise.all(told.map(({ id, config }) => link.send(id, 'config', config)));
  };

  const terminalViews = async (terminalIds?: readonly string[]): Promise<TerminalView[]> => {
    const rows = await findViewRows(db.query, terminalIds);
    return rows.flatMap((row) => {
      const place = places.terminal(row.id);
      return place ? [viewOf(row, { ...place, words: wordsOf(row.id) })] : [];
    });
  };

  const changes = makeChanges({ clock, log, terminalViews });

  const onOutdated = (terminalIds: readonly string[]) => {
    const now = clock.now();
    const due = terminalIds.filter((id) => (sentAgainAt.get(id) ?? 0) <= now - resendConfigMs);
    for (const id of due) sentAgainAt.set(id, now);
    background('configuration', pushConfig(due));
  };

  const shared = { db, clock, log, facts, onRejected: options.onRejected };
  const presence = makePresence({
    ...shared,
    isListening: () => link.connected(),
    onChanged: changes.note,
    onOutdated,
    onConnected: (ids) => {
      for (const id of ids) sentAgainAt.set(id, clock.now());
      background('configuration', pushConfig(ids));
      background('alarm state', states.tellTerminals(ids));
    },
  });
  const faults = makeFaults({
    ...shared,
    tickets: options.tickets,
    sendAck: (id, ack) => link.send(id, 'ack', ack),
    onChanged: changes.note,
  });
  const enrolment = makeEnrolment({
    db,
    clock,
    facts,
    mqttUrlFor: options.mqttUrlFor,
    onEnrolled: (id) => {
      credentials.invalidate(id);
      changes.note([id]);
      background('configuration', pushConfig([id]));
    },
  });

  const idle = async (): Promise<void> => {
    await presence.silence.idle();
    while (pushes.size > 0) await Promise.all(pushes);
    await changes.idle();
  };

  const devices: Devices = {
    ...enrolment,
    reactions: [reactTerminal(states)],
    pushConfig,
    async clipAllowed(terminalId) {
      await options.settings?.refresh();
      return (await terminalViews([terminalId]))[0]?.clip.enabled === true;
    },
    history: (terminalId) => readHistory(db, terminalId, clock.now()),
    terminalViews,
    idle,
    onChange: changes.onChange,
    listen() {
      link.on('heartbeat', presence.onHeartbeat);
      link.on('status', presence.onStatus);
      link.on('fault', faults.onFault);
    },
    start: presence.start,
    async stop() {
      await presence.stop();
      changes.stop();
      await idle();
    },
    async flush() {
      await presence.flush();
      await idle();
    },
    async matchArrivalCode(terminalId, code) {
      if (!isTerminalId(terminalId)) return false;
      const row = await findTerminal(db.query, terminalId);
      return row !== undefined && timingSafeEqual(sha256(row.arrival_code), sha256(code));
    },
    async readSticker(terminalId, personId) {
      const row = await findTerminal(db.query, terminalId);
      if (!row) return null;
      await appendAudit(db.query, {
        at: clock.now(),
        personId,
        action: 'terminal.stickerShown',
        subject: terminalId,
        detail: {},
      });
      return { code: row.arrival_code, name: row.name };
    },
  };
  return devices;
}

function viewOf(row: ViewRow, place: DevicePlace): TerminalView {
  const heartbeat = heartbeatSchema.safeParse(row.heartbeat);
  return {
    id: row.id,
    name: row.name,
    schoolId: place.schoolId,
    schoolName: place.schoolName,
    zoneId: place.zoneId,
    zoneKind: place.zoneKind,
    place: place.place,
    privacy: place.privacy,
    clip: buildConfig(row, place).clip,
    enrolled: row.enrolled,
    state: row.state,
    lastSeenAt: row.last_seen_at,
    // Written by an older version, perhaps: then there is none until the next one comes.
    heartbeat: heartbeat.success ? heartbeat.data : null,
    faults: row.faults,
  };
}
