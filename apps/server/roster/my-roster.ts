import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { MyDuty, MyRoster } from '@anyuan/contracts/routes/my-roster.ts';
import { occupancy } from '@anyuan/core/roster/occupancy.ts';
import ical, { ICalCalendarMethod } from 'ical-generator';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import { findConfirmations } from './confirmation-store.ts';
import { deleteAndInsertLink, findPersonOfLink } from './link-store.ts';
import type { Roster } from './memory.ts';
import { findMembers } from './store.ts';
import { findSwapsOf } from './swap-store.ts';

const dayMs = 86_400_000;
const aheadMs = 28 * dayMs;
const keptMs = 30 * dayMs;

export interface MyRosterOptions {
  db: Db;
  clock: Clock;
  roster: Roster;
  organisationName(id: string): string;
}

/** What one person sees of rosters: their own duties, swaps, and a calendar to subscribe to. */
export function makeMyRoster(options: MyRosterOptions) {
  const { db, clock, roster, organisationName } = options;

  const dutiesOf = (personId: string, fromMs: number, toMs: number) =>
    roster
      .placesOf(personId)
      .flatMap((id) => {
        const rules = roster.rulesOf(id);
        const names = new Map(rules.shifts.map((s) => [s.id, s.name]));
        const mine = occupancy(rules, fromMs, toMs).duties.filter((d) => d.personId === personId);
        return mine.map((d) => ({ ...d, shiftName: names.get(d.shiftId) ?? '' }));
      })
      .sort((a, b) => a.startAt - b.startAt);

  const view = async (who: Who): Promise<MyRoster> => {
    const now = clock.now();
    const { personId } = who;
    const swaps = await findSwapsOf(db.query, personId, now);
    const confirmed = await findConfirmations(db.query, personId, now);
    const waiting = swaps.filter((s) => s.state === 'asked');
    const duties = dutiesOf(personId, now, now + aheadMs).map((d): MyDuty => {
      const is = (o: { shiftId: string; day: string }) =>
        o.shiftId === d.shiftId && o.day === d.day;
      return {
        ...d,
        organisationName: organisationName(d.organisationId),
        confirmedAt: confirmed.find(is)?.confirmedAt ?? null,
        swapId: waiting.find((s) => s.fromId === personId && is(s))?.id ?? null,
      };
    });
    const places = [...new Set(duties.map((d) => d.organisationId))];
    const colleagues = [];
    for (const organisationId of places) {
      const members = await findMembers(db.query, organisationId);
      const others = members.filter((m) => m.active && m.id !== personId);
      colleagues.push(...others.map(({ id, name }) => ({ id, name, organisationId })));
    }
    return {
      duties,
      asked: waiting.filter((s) => s.toId === personId),
      mine: swaps.filter((s) => s.fromId === personId),
      colleagues,
    };
  };

  const makeLink = async (who: Who): Promise<{ path: string }> => {
    const token = randomBytes(24).toString('base64url');
    const row = { personId: who.personId, hash: hashOf(token), now: clock.now() };
    await deleteAndInsertLink(db.query, row);
    return { path: `/api/calendars/${token}.ics` };
  };

  /** RFC 5545. Who has the address reads it: no phone numbers, no names of others. */
  const calendarOf = async (token: string): Promise<string> => {
    const person = await findPersonOfLink(db.query, hashOf(token.replace(/\.ics$/, '')));
    if (!person) throw new Refusal('subject.unknown');
    const now = clock.now();
    const calendar = ical({
      name: `安园值班 · ${person.name}`,
      ttl: 3600,
      prodId: '//anyuan//roster//ZH',
    });
    calendar.method(ICalCalendarMethod.PUBLISH);
    for (const d of dutiesOf(person.id, now - keptMs, now + 3 * aheadMs)) {
      calendar.createEvent({
        id: `${d.shiftId}-${d.day}-${d.startAt}@anyuan`,
        stamp: new Date(now),
        start: new Date(d.startAt),
        end: new Date(d.endAt),
        summary: d.shiftName,
        location: organisationName(d.organisationId),
      });
    }
    return calendar.toString();
  };

  return { view, makeLink, calendarOf, dutiesOf };
}
export type MyRosters = ReturnType<typeof makeMyRoster>;

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
