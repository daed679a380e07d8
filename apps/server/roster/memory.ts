import type { Post } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { CalendarDay, Duty, Shift } from '@anyuan/contracts/roster.ts';
import { mergeCalendars } from '@anyuan/core/roster/calendar.ts';
import { addDays, localDay } from '@anyuan/core/roster/local-time.ts';
import { occupancy, type RosterRules } from '@anyuan/core/roster/occupancy.ts';
import type { Db } from '../platform/db.ts';
import { findCalendarDays } from './calendar-store.ts';
import { findChanges, findLeaves, findPeople, findShifts } from './store.ts';

/** A person who fills a post now. */
export interface OnDuty {
  personId: string;
  organisationId: string;
  post: Post;
  buildingId: string | null;
}

/** Who is on duty where, held in memory: the first call may not wait for a query. */
export interface Roster {
  /** Reads everything anew. Calls that overlap share one read that began after the first of them. */
  refresh(): Promise<void>;
  /** On duty at any of these organisations now (a school and its police station). */
  onDuty(organisationIds: readonly string[], now: number): OnDuty[];
  /** Posts that this person fills now, anywhere, each once. */
  postsOf(personId: string, now: number): { organisationId: string; post: Post }[];
  /** Occurrences at an organisation that have begun and not ended. */
  dutiesAt(organisationId: string, now: number): readonly Duty[];
  /** Everything that decides at one organisation, for routes and for what looks ahead. */
  rulesOf(organisationId: string): RosterRules;
  organisationIds(): Iterable<string>;
  /** Organisations on whose roster this person may stand. */
  placesOf(personId: string): string[];
  personName(personId: string): string;
}

/** What the roster needs to know of organisations. */
export interface OrganisationFacts {
  timeZone: string;
  /** The organisation itself, then those above it, nearest first. */
  line: readonly string[];
}

export interface RosterMemoryOptions {
  db: Db;
  clock: Clock;
  organisation(id: string): OrganisationFacts;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Occurrences are worked out this far ahead; until then a minute costs no calendar. */
const aheadMs = dayMs;

interface Window {
  untilMs: number;
  duties: Duty[];
  minute: number;
  current: Duty[];
}

interface Snapshot {
  shifts: Map<string, Shift[]>;
  changes: Map<string, Awaited<ReturnType<typeof findChanges>>>;
  leaves: Awaited<ReturnType<typeof findLeaves>>;
  calendars: Map<string, CalendarDay[]>;
  people: Map<string, string>;
  inactive: Set<string>;
  /** Organisations on whose roster a person may stand. */
  placesOf: Map<string, Set<string>>;
}

const empty: Snapshot = {
  shifts: new Map(),
  changes: new Map(),
  leaves: [],
  calendars: new Map(),
  people: new Map(),
  inactive: new Set(),
  placesOf: new Map(),
};

export function makeRoster(options: RosterMemoryOptions): Roster {
  let snapshot = empty;
  let windows = new Map<string, Window>();
  const rules = new Map<string, RosterRules>();

  const rulesOf = (id: string): RosterRules => {
    const known = rules.get(id);
    if (known) return known;
    const made = rulesIn(snapshot, id, options.organisation(id));
    rules.set(id, made);
    return made;
  };

  /** Whole minutes: within one, the answer is the same. */
  const dutiesAt = (id: string, now: number): Duty[] => {
    const minute = Math.floor(now / minuteMs);
    let window = windows.get(id);
    if (window?.minute === minute) return window.current;
    if (!window || now >= window.untilMs || minute < window.minute) {
      const untilMs = now + aheadMs;
      const { duties } = occupancy(rulesOf(id), now, untilMs);
      window = { untilMs, duties, minute, current: [] };
      windows.set(id, window);
    }
    window.minute = minute;
    window.current = window.duties.filter((d) => d.startAt <= now && now < d.endAt);
    return window.current;
  };

  const load = async () => {
    const next = await readSnapshot(options);
    snapshot = next;
    rules.clear();
    windows = new Map();
  };

  return {
    refresh: sharing(load),
    dutiesAt,
    rulesOf,
    onDuty: (organisationIds, now) => organisationIds.flatMap((id) => dutiesAt(id, now)),
    postsOf(personId, now) {
      const mine = [...(snapshot.placesOf.get(personId) ?? [])]
        .flatMap((id) => dutiesAt(id, now))
        .filter((d) => d.personId === personId);
      const filled = new Map(mine.map((d) => [`${d.organisationId} ${d.post}`, d]));
      return [...filled.values()].map(({ organisationId, post }) => ({ organisationId, post }));
    },
    organisationIds: () => snapshot.shifts.keys(),
    placesOf: (personId) => [...(snapshot.placesOf.get(personId) ?? [])],
    personName: (personId) => snapshot.people.get(personId) ?? '—',
  };
}

async function readSnapshot({ db, clock }: RosterMemoryOptions): Promise<Snapshot> {
  const now = clock.now();
  const fromDay = addDays(localDay(now, 'UTC'), -3);
  const [shifts, changes, leaves, days, people] = await Promise.all([
    findShifts(db.query),
    findChanges(db.query, fromDay),
    findLeaves(db.query, now - 3 * dayMs),
    findCalendarDays(db.query),
    findPeople(db.query),
  ]);
  return {
    shifts: Map.groupBy(shifts, (s) => s.organisationId),
    changes: Map.groupBy(changes, (c) => c.organisationId),
    leaves,
    calendars: Map.groupBy(days, (d) => d.organisationId),
    people: new Map(people.map((p) => [p.id, p.name])),
    inactive: new Set(people.filter((p) => !p.active).map((p) => p.id)),
    placesOf: placesOf(shifts, changes, leaves),
  };
}

function placesOf(
  shifts: readonly Shift[],
  changes: Snapshot['changes'] extends Map<string, infer C> ? C : never,
  leaves: Snapshot['leaves'],
): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>();
  const put = (personId: string | null, ids: Iterable<string>) => {
    if (personId === null) return;
    const known = places.get(personId) ?? new Set();
    for (const id of ids) known.add(id);
    places.set(personId, known);
  };
  for (const s of shifts) for (const id of s.rotation.flat()) put(id, [s.organisationId]);
  for (const c of changes) put(c.inId, [c.organisationId]);
  for (const l of leaves) put(l.substituteId, places.get(l.personId) ?? []);
  return places;
}

function rulesIn(snapshot: Snapshot, id: string, about: OrganisationFacts): RosterRules {
  return {
    timeZone: about.timeZone,
    shifts: snapshot.shifts.get(id) ?? [],
    changes: snapshot.changes.get(id) ?? [],
    leaves: snapshot.leaves,
    calendar: mergeCalendars(about.line.map((above) => snapshot.calendars.get(above) ?? [])),
    inactive: snapshot.inactive,
  };
}

/** The read in progress may have begun before the caller's change: one more after it. */
function sharing(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;
  const run = (): Promise<void> => {
    if (!running) {
      running = load().finally(() => {
        running = null;
      });
      return running;
    }
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = null;
        return run();
      });
    return queued;
  };
  return run;
}
