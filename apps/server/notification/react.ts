import { randomBytes } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { FactOf } from '@anyuan/contracts/facts.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';
import {
  type Draft,
  draftsOf,
  groupNewsOf,
  type Target,
  type TellingFact,
  tellingFacts,
  wantedOf,
} from '@anyuan/core/notification/audience.ts';
import { admitSingle, type FloodLimit, gatheringAt } from '@anyuan/core/notification/bundle.ts';
import type { Locale } from '@anyuan/core/notification/words.ts';
import { v7 } from 'uuid';
import type { Tx } from '../platform/db.ts';
import type { Delivered } from '../platform/deliveries.ts';
import type { ActiveChannel, Catalogue } from './catalogue.ts';
import type { Recipient } from './channels/channel.ts';
import { findContacts } from './contact-store.ts';
import { eventRows } from './events.ts';
import type { TellPayload } from './payload.ts';
import * as store from './store.ts';

/** Facts that wake this slice. `alarm.raised` reaches webhooks through the first call: see events.ts. */
export const notificationConsumes = {
  consumer: 'notification',
  types: [...tellingFacts, 'response.arrived'] as const,
};
type Consumed = (typeof notificationConsumes.types)[number];

const leaderRoles: readonly Role[] = [
  'schoolLeader',
  'studentAffairs',
  'stationCommand',
  'administrator',
];

export interface ReactOptions {
  clock: Clock;
  catalogue: Catalogue;
  flood: FloodLimit;
  schoolName(schoolId: string): string;
  /** Channels that got rows; they are there once the reaction is committed. */
  onRows(kinds: Iterable<string>): void;
}

type Alarm = Awaited<ReturnType<typeof store.findAlarms>>[number];
type Person = Awaited<ReturnType<typeof store.findPeople>>[number];
interface Telling {
  fact: TellingFact;
  /** Without a person: to a group. */
  draft: Omit<Draft, 'personId'> & { personId: string | null };
  locale: Locale;
}

/**
 * Makes the rows of messages for a batch of facts in a handful of statements, however many facts.
 * Counts of the flood limit are in memory: a restart, or a batch that is rolled back, lets a few
 * more or fewer go out singly; what is told is the same.
 */
export function makeReact(options: ReactOptions) {
  const { clock, catalogue, flood } = options;
  const recent = new Map<string, number[]>();

  return async (tx: Tx, entries: readonly Delivered<Consumed>[]): Promise<void> => {
    const now = clock.now();
    const alarmIds = [...new Set(entries.map((e) => e.fact.alarmId))];
    const rows = await store.findAlarms(tx, alarmIds);
    const alarms = new Map(rows.map((a) => [a.id, a]));
    const active = await catalogue.active(tx);
    const tellings = [
      ...(await tellingsOf(tx, entries, alarms, active)),
      ...groupTellingsOf(entries, alarms, active, options.schoolName),
    ];
    const keys = tellings.map((t) => t.draft.dedupKey);
    const known = await store.findKnownKeys(tx, keys);
    const fresh = tellings.filter((t) => !known.has(t.draft.dedupKey));
    const sorted = sortOut(fresh, now, (kind) => active.get(kind)?.channel.flood ?? flood, recent);
    const made = [...sorted.rows, ...eventRows(entries, [...active.values()], now)];
    await store.insertNotifications(tx, made);
    for (const gathering of sorted.gatherings) await gather(tx, gathering, now);
    options.onRows(made.map((row) => row.channel));
    forgetOld(recent, now, flood);
  };
}

async function tellingsOf(
  tx: Tx,
  entries: readonly Delivered<Consumed>[],
  alarms: ReadonlyMap<string, Alarm>,
  active: ReadonlyMap<string, ActiveChannel>,
): Promise<Telling[]> {
  const telling = entries.flatMap(({ fact, factId }) =>
    isTelling(fact) ? [{ fact, factId }] : [],
  );
  const lonely = telling.filter(({ fact }) => fact.type === 'dispatch.nobodyFound');
  const lonelySchools = lonely.flatMap((e) => alarms.get(e.fact.alarmId)?.school_id ?? []);
  const leaders =
    lonelySchools.length > 0 ? await store.findLeaders(tx, lonelySchools, leaderRoles) : null;
  const wanted = telling.flatMap(({ fact, factId }) => {
    const alarm = alarms.get(fact.alarmId);
    if (!alarm) return [];
    const chosen = leaders?.get(alarm.school_id) ?? [];
    const found = wantedOf({ fact, factId, alarm, leaders: chosen });
    return found ? [{ fact, wanted: found }] : [];
  });
  const ids = [...new Set(wanted.flatMap((w) => w.wanted.people.map((p) => p.personId)))];
  if (ids.length === 0) return [];
  const contacts = await findContacts(tx, ids);
  const people = new Map(
    (await store.findPeople(tx, ids)).map((p) => [
      p.id,
      { ...p, contacts: contacts.get(p.id) ?? [] },
    ]),
  );
  return wanted.flatMap(({ fact, wanted: w }) =>
    draftsOf(fact.alarmId, w, (personId, kind) =>
      targetsOf(people.get(personId), active, kind),
    ).flatMap((draft) => {
      const person = people.get(draft.personId);
      return person ? [{ fact, draft, locale: person.locale }] : [];
    }),
  );
}

/** What groups of a school hear: chats with a robot, loudspeakers. */
function groupTellingsOf(
  entries: readonly Delivered<Consumed>[],
  alarms: ReadonlyMap<string, Alarm>,
  active: ReadonlyMap<string, ActiveChannel>,
  schoolName: (schoolId: string) => string,
): Telling[] {
  const takers = [...active.values()].filter(({ channel }) => channel.carriesToGroups);
  if (takers.length === 0) return [];
  return entries.flatMap(({ fact, factId }) => {
    const alarm = alarms.get(fact.alarmId);
    if (!alarm || !isTelling(fact)) return [];
    const news = groupNewsOf({ fact, factId, alarm });
    if (!news) return [];
    const { kind } = news;
    return takers.flatMap(({ channel, settings }) => {
      if (!channel.carriesToGroups?.includes(kind)) return [];
      const isOnce = channel.callsOnce === true && kind === 'call';
      const key = isOnce ? `${fact.alarmId}:call` : news.key;
      const groups = channel.groupsOf?.(schoolName(alarm.school_id), settings) ?? [];
      return groups.map((target) => ({
        fact,
        locale: 'zh' as const,
        draft: {
          personId: null,
          post: null,
          channel: channel.kind,
          target,
          kind,
          dedupKey: `${key}:group:${channel.kind}:${target}`,
        },
      }));
    });
  });
}

function isTelling(fact: FactOf<Consumed>): fact is TellingFact {
  return (tellingFacts as readonly string[]).includes(fact.type);
}

function targetsOf(
  person: (Person & Pick<Recipient, 'contacts'>) | undefined,
  active: ReadonlyMap<string, ActiveChannel>,
  kind: Draft['kind'],
): Target[] {
  if (!person) return [];
  const { id, login, email, phone, endpoints, contacts } = person;
  const recipient = { personId: id, login, email, phone, pushEndpoints: endpoints, contacts };
  return [...active.values()]
    .filter(({ channel }) => channel.carries.includes(kind))
    .flatMap(({ channel, settings }) =>
      channel.targetsOf(recipient, settings).map((target) => ({ channel: channel.kind, target })),
    );
}

interface Gathering {
  key: string;
  dueAt: number;
  members: { row: store.NewNotification; telling: Telling }[];
}

/** Which go out alone and which together. Every message has a row either way. */
function sortOut(
  fresh: readonly Telling[],
  now: number,
  floodOf: (channel: string) => FloodLimit,
  recent: Map<string, number[]>,
): { rows: store.NewNotification[]; gatherings: Gathering[] } {
  const rows: store.NewNotification[] = [];
  const gatherings = new Map<string, Gathering>();
  const seen = new Set<string>();
  for (const telling of fresh) {
    const { channel, target, personId, dedupKey } = telling.draft;
    // Two facts of one batch may want the same message.
    if (seen.has(dedupKey)) continue;
    seen.add(dedupKey);
    if (channel === 'live') {
      rows.push(rowOf(telling, now, null));
      continue;
    }
    const flood = floodOf(channel);
    const address = `${personId ?? 'group'}:${channel}:${target}`;
    const admitted = admitSingle(recent.get(address) ?? [], now, flood);
    recent.set(address, admitted.recent);
    const row = rowOf(telling, now, admitted.single ? now : null);
    rows.push(row);
    if (admitted.single) continue;
    const { slot, dueAt } = gatheringAt(now, flood);
    const key = `more:${slot}:${address}`;
    const gathering = gatherings.get(key) ?? { key, dueAt, members: [] };
    gathering.members.push({ row, telling });
    gatherings.set(key, gathering);
  }
  return { rows, gatherings: [...gatherings.values()] };
}

function rowOf(telling: Telling, now: number, dueAt: number | null): store.NewNotification {
  const { fact, draft, locale } = telling;
  const payload: TellPayload = {
    type: 'tell',
    kind: draft.kind,
    locale,
    post: draft.post,
    actorId: fact.type === 'alarm.accepted' || fact.type === 'alarm.closed' ? fact.personId : null,
    verdict: fact.type === 'alarm.closed' ? fact.verdict : null,
    ...(fact.type === 'playbook.stepOverdue' ? { step: fact.title } : {}),
  };
  return {
    id: v7(),
    alarmId: fact.alarmId,
    personId: draft.personId,
    channel: draft.channel,
    target: draft.target,
    dedupKey: draft.dedupKey,
    payload,
    receipt: randomBytes(24).toString('base64url'),
    queuedAt: now,
    dueAt,
  };
}

async function gather(tx: Tx, { key, dueAt, members }: Gathering, now: number): Promise<void> {
  const [first] = members;
  if (!first) return;
  const gathering = {
    ...first.row,
    id: v7(),
    dedupKey: key,
    receipt: randomBytes(24).toString('base64url'),
    dueAt,
    payload: {
      type: 'gather' as const,
      locale: first.telling.locale,
      members: members.map(({ row, telling }) => ({
        id: row.id,
        alarmId: row.alarmId,
        kind: telling.draft.kind,
      })),
    },
  };
  if (await store.addToGathering(tx, gathering)) return;
  await store.insertNotifications(tx, [{ ...gathering, dedupKey: `${key}:${v7()}`, dueAt: now }]);
}

const addressesMax = 20_000;

function forgetOld(recent: Map<string, number[]>, now: number, flood: FloodLimit): void {
  if (recent.size <= addressesMax) return;
  for (const [address, times] of recent) {
    if ((times.at(-1) ?? 0) <= now - flood.withinMs) recent.delete(address);
  }
}
