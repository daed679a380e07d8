import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ReachRow, ReachRule } from '@anyuan/contracts/routes/reach.ts';
import { maskAddress } from '@anyuan/core/contact/address.ts';
import { localDay } from '@anyuan/core/roster/local-time.ts';
import { nextWeekly, reachOfPerson } from '@anyuan/core/roster/reach.ts';
import { v7 } from 'uuid';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { OrganisationFacts, Roster } from './memory.ts';
import * as reachStore from './reach-store.ts';

export interface ReachOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  roster: Roster;
  about(organisationId: string): OrganisationFacts & { schoolId: string | null };
  /** Has this person an open live connection here? */
  isPresent(personId: string): boolean;
  onDue(atMs: number): void;
}

const usualRule: ReachRule = { enabled: false, weekdays: [1], atMinute: 540, replyMinutes: 10 };

/** An open screen is noted every minute by the instance that has it; a little over two of them. */
const screenElsewhereMs = 150_000;

/** 在岗可达: who is on duty and provably reachable, and the tests that prove it. */
export function makeReachTests(options: ReachOptions) {
  const { db, clock, facts, roster, about } = options;

  const onDutyAt = (organisationId: string, now: number) => [
    ...new Set(roster.dutiesAt(organisationId, now).map((d) => d.personId)),
  ];

  const begin = async (
    tx: Tx,
    test: { organisationId: string; replyMinutes: number; begunBy: string | null },
  ) => {
    const now = clock.now();
    const { organisationId, begunBy } = test;
    const personIds = onDutyAt(organisationId, now);
    if (personIds.length === 0) return null;
    const id = v7();
    const replyUntil = now + test.replyMinutes * 60_000;
    const row = { id, organisationId, beganAt: now, replyUntil, begunBy, personIds };
    await reachStore.insertTest(tx, row);
    const asked = { testId: id, organisationId, personIds, replyUntil };
    const fact = { type: 'reachTest.begun', ...asked } as const;
    await facts.append(tx, [{ at: now, schoolId: about(organisationId).schoolId, fact }]);
    return { testId: id, asked: personIds.length };
  };

  const nextOf = (organisationId: string, rule: ReachRule, now: number): number | null => {
    const { timeZone } = about(organisationId);
    if (!rule.enabled) return null;
    return nextWeekly(rule, { now, today: localDay(now, timeZone), timeZone });
  };

  const rowsOf = async (organisationId: string): Promise<ReachRow[]> => {
    const now = clock.now();
    const duties = roster.dutiesAt(organisationId, now);
    const ids = onDutyAt(organisationId, now);
    if (ids.length === 0) return [];
    const ways = await reachStore.findWays(db.query, ids);
    const confirmed = await reachStore.findConfirmed(db.query, organisationId, now);
    return ids.map((personId) => {
      const mine = duties.filter((d) => d.personId === personId);
      const own = <T extends { person_id: string }>(rows: T[]) =>
        rows.filter((r) => r.person_id === personId);
      const account = ways.accounts.find((a) => a.id === personId);
      const [test] = own(ways.tests);
      const contacts = [
        ...own(ways.contacts).map((c) => ({ ...c, confirmedAt: c.confirmed_at })),
        ...accountContacts(account),
      ];
      const push = own(ways.push).map((p) => ({
        lastSuccessAt: p.last_success_at,
        lastFailureAt: p.last_failure_at,
      }));
      const [session] = own(ways.sessions);
      const isConnected =
        options.isPresent(personId) || now - (session?.screen_at ?? 0) < screenElsewhereMs;
      const lastTest = test
        ? { beganAt: test.began_at, replyUntil: test.reply_until, answeredAt: test.answered_at }
        : null;
      // A test whose window is still open says nothing yet.
      const judged =
        lastTest && lastTest.answeredAt === null && lastTest.replyUntil > now ? null : lastTest;
      const isHere = (c: { shift_id: string; day: string }) =>
        mine.some((d) => d.shiftId === c.shift_id && d.day === c.day);
      return {
        personId,
        name: roster.personName(personId),
        posts: [...new Set(mine.map((d) => d.post))],
        reach: reachOfPerson({ isConnected, push, contacts, lastTest: judged }, now),
        confirmedAt: own(confirmed).find(isHere)?.confirmed_at ?? null,
        isConnected,
        seenAt: session?.seen_at ?? null,
        push,
        contacts: contacts.map(({ channel, address, confirmedAt }) => ({
          channel,
          masked: maskAddress(channel, address),
          confirmedAt,
        })),
        lastTest,
      };
    });
  };

  return {
    async board(organisationId: string) {
      const rule = (await reachStore.findRule(db.query, organisationId)) ?? usualRule;
      return { rows: await rowsOf(organisationId), rule };
    },

    async begin(test: { organisationId: string; replyMinutes: number; begunBy: string }) {
      const made = await db.query.transaction().execute((tx) => begin(tx, test));
      if (!made) throw new Refusal('reachTest.nobody');
      return made;
    },

    /** One test by rule that is due; false when there is none. */
    beginDue: (now: number): Promise<boolean> =>
      db.query.transaction().execute(async (tx) => {
        const row = await reachStore.claimDueRule(tx, now);
        if (!row) return false;
        const organisationId = row.organisation_id;
        const rule = { ...row, atMinute: row.at_minute, replyMinutes: row.reply_minutes };
        await begin(tx, { organisationId, replyMinutes: rule.replyMinutes, begunBy: null });
        const dueAt = nextOf(organisationId, rule, now);
        await reachStore.saveRule(tx, organisationId, { ...rule, dueAt });
        return true;
      }),

    async saveRule(organisationId: string, personId: string, rule: ReachRule): Promise<void> {
      const now = clock.now();
      const dueAt = nextOf(organisationId, rule, now);
      const saved = { what: 'reachRule.saved', subject: organisationId } as const;
      const fact = { type: 'roster.changed', organisationId, personId, ...saved } as const;
      await db.query.transaction().execute(async (tx) => {
        await reachStore.saveRule(tx, organisationId, { ...rule, dueAt });
        await facts.append(tx, [{ at: now, schoolId: about(organisationId).schoolId, fact }]);
      });
      if (dueAt !== null) options.onDue(dueAt);
    },

    async waitingFor(personId: string) {
      const rows = await reachStore.findWaitingTests(db.query, personId, clock.now());
      return rows.map((r) => ({ id: r.id, replyUntil: r.reply_until }));
    },

    /** Within the window only: an answer that comes too late proves nothing. */
    async answer(testId: string, personId: string): Promise<void> {
      const now = clock.now();
      await db.query.transaction().execute(async (tx) => {
        const waiting = await reachStore.findWaitingTests(tx, personId, now);
        const test = waiting.find((w) => w.id === testId);
        if (!test) throw new Refusal('reachTest.over');
        await reachStore.setAnswered(tx, { testId, personId, now });
        const organisationId = test.organisation_id;
        const fact = { type: 'reachTest.answered', testId, organisationId, personId } as const;
        await facts.append(tx, [{ at: now, schoolId: about(organisationId).schoolId, fact }]);
      });
    },
  };
}
export type ReachTests = ReturnType<typeof makeReachTests>;

/** Telephone and e-mail of the account itself: on record, not confirmed by a code. */
function accountContacts(account: { phone: string | null; email: string | null } | undefined) {
  const { phone = null, email = null } = account ?? {};
  return [
    ...(phone ? [{ channel: 'phone', address: phone, confirmedAt: null }] : []),
    ...(email ? [{ channel: 'email', address: email, confirmedAt: null }] : []),
  ];
}
