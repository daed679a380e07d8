import { Refusal } from '@anyuan/contracts/errors.ts';
import type { DutyChange, Swap } from '@anyuan/contracts/roster.ts';
import type { RosterFact } from '@anyuan/contracts/roster-facts.ts';
import { objectionToChange } from '@anyuan/core/roster/edit.ts';
import { occurrenceOn } from '@anyuan/core/roster/occupancy.ts';
import { v7 } from 'uuid';
import type { Tx } from '../platform/db.ts';
import { readRoster } from './rules.ts';
import { type RosterServiceOptions, refuseIf } from './service.ts';
import * as store from './store.ts';
import * as swapStore from './swap-store.ts';

export interface SwapAsked {
  fromId: string;
  toId: string;
  shiftId: string;
  day: string;
  note: string;
}

type SwapFact = Extract<RosterFact, { swapId: string }>;

export function swapFact(swap: Swap, type: SwapFact['type']): SwapFact {
  const { id: swapId, organisationId, shiftId, day, fromId, toId, post, startAt, endAt } = swap;
  return { type, swapId, organisationId, shiftId, day, fromId, toId, post, startAt, endAt };
}

/** A asks B to take one duty; it changes hands when B agrees, if nobody is missing then. */
export function makeSwaps(options: RosterServiceOptions) {
  const { db, clock, facts, about } = options;

  /** Refuses what would leave nobody; returns the occurrence. */
  const check = async (tx: Tx, swap: Omit<SwapAsked, 'note'>, organisationId: string) => {
    const now = clock.now();
    const place = about(organisationId);
    const { rules, members } = await readRoster(tx, { organisationId, about: place, fromMs: now });
    const shift = rules.shifts.find((s) => s.id === swap.shiftId);
    if (!shift) throw new Refusal('duty.unknown');
    const change: DutyChange = {
      id: v7(),
      shiftId: shift.id,
      day: swap.day,
      kind: 'swap',
      outId: swap.fromId,
      inId: swap.toId,
    };
    const active = new Set(members.filter((m) => m.active).map((m) => m.id));
    refuseIf(objectionToChange(change, { shift, rules, members: active, now }));
    return { change, occurrence: occurrenceOn(shift, swap.day, rules.timeZone) };
  };

  const record = (tx: Tx, swap: Swap, type: SwapFact['type']) => {
    const { schoolId } = options.about(swap.organisationId);
    return facts.append(tx, [{ at: clock.now(), schoolId, fact: swapFact(swap, type) }]);
  };

  /** The swap, with its organisation's roster locked. */
  const locked = async (tx: Tx, id: string): Promise<Swap> => {
    const known = await swapStore.findSwap(tx, id);
    if (!known) throw new Refusal('subject.unknown');
    await store.lockRoster(tx, known.organisationId);
    return known;
  };

  const end = async (tx: Tx, swap: Swap, state: 'agreed' | 'refused' | 'withdrawn') => {
    const now = clock.now();
    if (!(await swapStore.answerSwap(tx, { id: swap.id, state, now }))) refuseIf('swap.answered');
    await record(tx, swap, `swap.${state}`);
  };

  return {
    async ask(asked: SwapAsked): Promise<string> {
      const id = v7();
      await db.query.transaction().execute(async (tx) => {
        const found = await store.findShift(tx, asked.shiftId);
        if (!found || found.removedAt !== null) throw new Refusal('duty.unknown');
        const { organisationId } = found.shift;
        await store.lockRoster(tx, organisationId);
        const { occurrence } = await check(tx, asked, organisationId);
        const { startAt, endAt } = occurrence;
        const row = { ...asked, id, organisationId, startAt, endAt, askedAt: clock.now() };
        if (!(await swapStore.insertSwap(tx, row))) refuseIf('swap.pending');
        const swap = await swapStore.findSwap(tx, id);
        if (swap) await record(tx, swap, 'swap.asked');
      });
      return id;
    },

    /** Only the person who was asked; agreeing is decided on the roster as it is now. */
    async answer(id: string, personId: string, agree: boolean): Promise<void> {
      const organisationId = await db.query.transaction().execute(async (tx) => {
        const swap = await locked(tx, id);
        if (swap.toId !== personId) throw new Refusal('subject.unknown');
        await end(tx, swap, agree ? 'agreed' : 'refused');
        if (!agree) return null;
        const { change } = await check(tx, swap, swap.organisationId);
        const now = clock.now();
        const by = { organisationId: swap.organisationId, createdBy: personId, now };
        await store.insertChange(tx, { ...change, ...by });
        await options.announce(tx);
        return swap.organisationId;
      });
      if (organisationId) await options.onChanged({ organisationId, opened: [] });
    },

    async withdraw(id: string, personId: string): Promise<void> {
      await db.query.transaction().execute(async (tx) => {
        const swap = await locked(tx, id);
        if (swap.fromId !== personId) throw new Refusal('subject.unknown');
        await end(tx, swap, 'withdrawn');
      });
    },
  };
}
export type Swaps = ReturnType<typeof makeSwaps>;
