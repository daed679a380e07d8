import type { Clock } from '@anyuan/contracts/clock.ts';
import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { dayKindOf } from '@anyuan/core/roster/calendar.ts';
import { addDays, instantOf, localDay } from '@anyuan/core/roster/local-time.ts';
import { occupancy } from '@anyuan/core/roster/occupancy.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import * as calendarStore from './calendar-store.ts';
import type { OrganisationFacts } from './memory.ts';
import { findWithoutWay } from './reach-store.ts';
import { gapsAhead, readRoster } from './rules.ts';
import * as store from './store.ts';
import { findSwapsAt } from './swap-store.ts';

export interface RosterViewOptions {
  db: Db;
  clock: Clock;
  about(organisationId: string): OrganisationFacts & { name: string };
  organisations(): readonly { id: string; name: string; kind: string }[];
}

/** The pages of a roster: read from the database, so that an edit is seen at once. */
export function makeRosterViews(options: RosterViewOptions) {
  const { db, clock } = options;

  const showRoster = async (
    who: Who,
    organisationId: string,
    stretch: { from?: string | undefined; days: number },
  ): Promise<RosterView> => {
    const now = clock.now();
    const about = options.about(organisationId);
    const { timeZone } = about;
    const today = localDay(now, timeZone);
    const from = stretch.from ?? today;
    const fromMs = instantOf(from, 0, timeZone);
    const toMs = instantOf(addDays(from, stretch.days), 0, timeZone);
    const at = await readRoster(db.query, { organisationId, about, fromMs: Math.min(now, fromMs) });
    const { rules, required, members } = at;
    const names = await calendarStore.findCalendarDays(db.query, about.line);
    const here = new Set(members.map((m) => m.id));
    const named = new Map(members.map(({ id, name }) => [id, name]));
    const withoutWay = await findWithoutWay(db.query, [...named.keys()]);
    return {
      organisationId,
      organisationName: about.name,
      timeZone,
      today,
      days: Array.from({ length: stretch.days }, (_, i) => {
        const day = addDays(from, i);
        const kind = dayKindOf(day, rules.calendar);
        const name = names.find((n) => n.day === day && n.kind === kind)?.name ?? '';
        return { day, kind, name };
      }),
      shifts: [...rules.shifts],
      ...occupancy(rules, fromMs, toMs),
      gaps: gapsAhead(at, now),
      required,
      changes: rules.changes.map(({ id, shiftId, day, kind, outId, inId }) => {
        return { id, shiftId, day, kind, outId, inId };
      }),
      leaves: rules.leaves.filter((l) => here.has(l.personId)),
      swaps: await findSwapsAt(db.query, organisationId, Math.min(now, fromMs)),
      people: [...named].map(([id, name]) => ({ id, name, hasWay: !withoutWay.has(id) })),
      buildings: await store.findBuildings(db.query, organisationId),
      mayManage: who.may('roster.manage', organisationId),
    };
  };

  /** What one runs oneself comes first; bureaus, whose calendar holds for the schools below, last. */
  const listRosters = async (who: Who) => {
    const now = clock.now();
    const seen = options.organisations().filter((o) => who.may('roster.view', o.id));
    const own = new Set(who.assignments.map((a) => a.organisationId));
    const placeOf = ({ id, kind }: (typeof seen)[number]) =>
      kind !== 'school' && kind !== 'policeStation' ? 2 : own.has(id) ? 0 : 1;
    const shown = seen.toSorted((a, b) => placeOf(a) - placeOf(b));
    const found = [];
    for (const { id, name } of shown) {
      const about = options.about(id);
      const at = await readRoster(db.query, { organisationId: id, about, fromMs: now });
      const mayManage = who.may('roster.manage', id);
      found.push({ id, name, mayManage, gaps: gapsAhead(at, now).length });
    }
    return found;
  };

  const showCalendar = async (organisationId: string) => {
    const { line } = options.about(organisationId);
    const days = await calendarStore.findCalendarDays(db.query, line);
    const own = days.filter((d) => d.organisationId === organisationId);
    // Of a day that several name, the nearest decides: only its word is shown.
    const nearest = new Map<string, (typeof days)[number]>();
    for (const id of line.filter((one) => one !== organisationId)) {
      for (const d of days) {
        if (d.organisationId === id && !nearest.has(d.day)) nearest.set(d.day, d);
      }
    }
    const above = [...nearest.values()].sort((a, b) => a.day.localeCompare(b.day));
    return {
      own: own.map(({ day, kind, name }) => ({ day, kind, name })),
      above: above.map(({ organisationId: id, ...day }) => ({
        ...day,
        organisationName: options.about(id).name,
      })),
    };
  };

  return { showRoster, listRosters, showCalendar };
}
export type RosterViews = ReturnType<typeof makeRosterViews>;
