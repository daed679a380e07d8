import type { Post } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { HandOver } from '@anyuan/contracts/routes/reach.ts';
import { firstReminderAt, remind } from '@anyuan/core/roster/hand-over.ts';
import { occupancy } from '@anyuan/core/roster/occupancy.ts';
import { v7 } from 'uuid';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import * as handOverStore from './hand-over-store.ts';
import type { Roster } from './memory.ts';
import type { MyRosters } from './my-roster.ts';

/** A hand-over may be written from so long before the end of the duty until so long after. */
const earlyMs = 60 * 60_000;
const lateMs = 4 * 60 * 60_000;
const nextMs = 12 * 60 * 60_000;
const shownMs = 3 * 86_400_000;

export interface HandOverOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  roster: Roster;
  my: MyRosters;
  schoolIdOf(organisationId: string): string | null;
  /** Something new is due: look then. */
  onDue(atMs: number): void;
}

/** 交接班: the outgoing person writes, the incoming one signs; unsigned it reminds. */
export function makeHandOvers(options: HandOverOptions) {
  const { db, clock, facts, roster, my } = options;

  /** Who fills the post at this place now or next, apart from the one who leaves. */
  const incomingOf = (organisationId: string, post: string, outgoingId: string, now: number) => {
    const { duties } = occupancy(roster.rulesOf(organisationId), now, now + nextMs);
    const others = duties.filter((d) => d.post === post && d.personId !== outgoingId);
    return [...new Set(others.map((d) => d.personId))];
  };

  const write = async (
    personId: string,
    body: { shiftId: string; day: string; items: HandOver['items']; note: string },
  ): Promise<string> => {
    const now = clock.now();
    const duty = my
      .dutiesOf(personId, now - lateMs, now + earlyMs)
      .find((d) => d.shiftId === body.shiftId && d.day === body.day);
    if (!duty || duty.startAt > now) throw new Refusal('duty.notTheirs');
    const { organisationId, post } = duty;
    const id = v7();
    const dueAt = firstReminderAt(now, duty.endAt);
    const incomingIds = incomingOf(organisationId, post, personId, now);
    await db.query.transaction().execute(async (tx) => {
      const row = { ...body, id, organisationId, post, outgoingId: personId, now, dueAt };
      await handOverStore.insertHandOver(tx, row);
      const about = { handOverId: id, organisationId, post, personId, incomingIds };
      const fact = { type: 'handOver.written', ...about } as const;
      await facts.append(tx, [{ at: now, schoolId: options.schoolIdOf(organisationId), fact }]);
    });
    options.onDue(dueAt);
    return id;
  };

  const sign = async (personId: string, id: string, note: string): Promise<void> => {
    const now = clock.now();
    await db.query.transaction().execute(async (tx) => {
      const row = await handOverStore.lockHandOver(tx, id);
      if (!row) throw new Refusal('subject.unknown');
      const { organisation_id: organisationId, post, outgoing_id: outgoingId } = row;
      if (row.signed_at !== null) throw new Refusal('handOver.signed');
      const incoming = incomingOf(organisationId, post, outgoingId, now);
      if (!incoming.includes(personId)) throw new Refusal('handOver.notYours');
      await handOverStore.setSigned(tx, { id, incomingId: personId, note, now });
      const fact = { type: 'handOver.signed', handOverId: id, organisationId, personId } as const;
      await facts.append(tx, [{ at: now, schoolId: options.schoolIdOf(organisationId), fact }]);
    });
  };

  /** One reminder that is due; false when there is none. */
  const remindDue = (now: number): Promise<boolean> =>
    db.query.transaction().execute(async (tx) => {
      const row = await handOverStore.claimDueHandOver(tx, now);
      if (!row) return false;
      const { id, organisation_id: organisationId, outgoing_id: outgoingId, reminders } = row;
      const incoming = incomingOf(organisationId, row.post, outgoingId, now);
      const leaders = roster
        .dutiesAt(organisationId, now)
        .filter((d) => d.post === 'dutyLeader' || d.post === 'stationCommand')
        .map((d) => d.personId);
      const next = remind({ outgoingId, reminders }, { incoming, leaders }, now);
      await handOverStore.setReminded(tx, { id, reminders: reminders + 1, dueAt: next.dueAt });
      const about = { handOverId: id, organisationId, post: row.post as Post };
      const { personIds } = next;
      const fact = {
        type: 'handOver.unsigned',
        ...about,
        reminder: reminders + 1,
        personIds,
      } as const;
      await facts.append(tx, [{ at: now, schoolId: options.schoolIdOf(organisationId), fact }]);
      return true;
    });

  return {
    write,
    sign,
    remindDue,
    listAt: async (organisationId: string) =>
      (await handOverStore.findHandOversAt(db.query, organisationId)).map(handOverStore.toHandOver),
    /** To sign by this person, and written by them lately. */
    async of(personId: string) {
      const now = clock.now();
      const places = roster.placesOf(personId);
      const since = now - shownMs;
      const open =
        places.length > 0 ? await handOverStore.findUnsigned(db.query, places, since) : [];
      const toSign = open.filter((h) =>
        incomingOf(h.organisation_id, h.post, h.outgoing_id, now).includes(personId),
      );
      const written = await handOverStore.findWrittenBy(db.query, personId, since);
      return {
        toSign: toSign.map(handOverStore.toHandOver),
        written: written.map(handOverStore.toHandOver),
      };
    },
  };
}
export type HandOvers = ReturnType<typeof makeHandOvers>;
