import type { Clock } from '@anyuan/contracts/clock.ts';
import { type ErrorCode, Refusal } from '@anyuan/contracts/errors.ts';
import type {
  CoverageGap,
  DutyChange,
  Leave,
  RequiredPost,
  ShiftInput,
} from '@anyuan/contracts/roster.ts';
import type { RosterChange } from '@anyuan/contracts/roster-facts.ts';
import { parseCalendarTable } from '@anyuan/core/roster/calendar.ts';
import { objectionToChange, objectionToLeave, objectionToShift } from '@anyuan/core/roster/edit.ts';
import { occupancy } from '@anyuan/core/roster/occupancy.ts';
import { v7 } from 'uuid';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import * as calendarStore from './calendar-store.ts';
import type { OrganisationFacts } from './memory.ts';
import { gapsAhead, openedGaps, type RosterAtHand, readRoster } from './rules.ts';
import * as store from './store.ts';
import { tellGaps } from './watch.ts';

export interface RosterServiceOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  about(organisationId: string): OrganisationFacts & { name: string; schoolId: string | null };
  /** Something that decides who is on duty was committed. Resolves when memory has it. */
  onChanged(tx: { organisationId: string; opened: readonly CoverageGap[] }): Promise<void>;
  /** Says in the transaction that other instances must read anew. */
  announce(tx: Tx): Promise<void>;
}

/** Who edits, and where. */
export interface Editor {
  organisationId: string;
  personId: string;
}

interface Step {
  tx: Tx;
  at: RosterAtHand;
  now: number;
}

/** A gap that an edit opens within this is told at once; later ones wait for the daily look. */
const soonMs = 48 * 3_600_000;
const previewMs = 14 * 86_400_000;

export function refuseIf(code: ErrorCode | null): void {
  if (code !== null) throw new Refusal(code);
}

const activeIds = ({ members }: RosterAtHand) =>
  new Set(members.filter((m) => m.active).map((m) => m.id));

/**
 * Edits of a roster: each one transaction that holds the organisation's lock, decided in core on
 * what the database has, with its fact. The answer names the gaps that the edit opened.
 */
export function makeRosterService(options: RosterServiceOptions) {
  const { db, clock, facts, about } = options;

  const edit = async <T>(
    editor: Editor,
    what: RosterChange,
    run: (step: Step) => Promise<T & { subject: string }>,
  ) => {
    const { organisationId, personId } = editor;
    const { schoolId, ...place } = about(organisationId);
    const now = clock.now();
    const read = (tx: Tx) => readRoster(tx, { organisationId, about: place, fromMs: now });
    const { result, opened } = await db.query.transaction().execute(async (tx) => {
      await store.lockRoster(tx, organisationId);
      const at = await read(tx);
      const made = await run({ tx, at, now });
      const after = await read(tx);
      const fact = {
        type: 'roster.changed',
        organisationId,
        personId,
        what,
        subject: made.subject,
      } as const;
      await facts.append(tx, [{ at: now, schoolId, fact }]);
      await options.announce(tx);
      const opened = openedGaps(gapsAhead(at, now), gapsAhead(after, now));
      const gaps = opened.filter((g) => g.startAt < now + soonMs);
      await tellGaps(tx, { organisationId, schoolId, gaps, now, facts });
      return { result: made, opened };
    });
    await options.onChanged({ organisationId, opened });
    return { ...result, opened };
  };

  const checkShift = async (organisationId: string, shift: ShiftInput, at: RosterAtHand) => {
    refuseIf(
      objectionToShift(shift, { rules: at.rules, members: activeIds(at), now: clock.now() }),
    );
    if (shift.buildingId === null) return;
    const buildings = await store.findBuildings(db.query, organisationId);
    if (!buildings.some((b) => b.id === shift.buildingId)) refuseIf('shift.unknownBuilding');
  };

  /** The shift of this id, which must be of this organisation; its roster is locked already. */
  const ownShift = async (tx: Tx, { organisationId }: Editor, shiftId: string) => {
    const found = await store.findShift(tx, shiftId);
    if (found?.shift.organisationId !== organisationId) throw new Refusal('subject.unknown');
    return found;
  };

  const setRemoved = (editor: Editor, shiftId: string, what: 'shift.removed' | 'shift.restored') =>
    edit(editor, what, async ({ tx, now }) => {
      await ownShift(tx, editor, shiftId);
      await store.setShiftRemoved(tx, shiftId, what === 'shift.removed' ? now : null);
      return { subject: shiftId };
    });

  return {
    async previewShift(editor: Editor, shiftId: string, input: ShiftInput) {
      const { organisationId } = editor;
      const now = clock.now();
      const at = await readRoster(db.query, {
        organisationId,
        about: about(organisationId),
        fromMs: now,
      });
      await checkShift(organisationId, input, at);
      const edited = { ...input, id: shiftId, organisationId, version: 0 };
      const shifts = [...at.rules.shifts.filter((s) => s.id !== shiftId), edited];
      const filled = occupancy({ ...at.rules, shifts: [edited] }, now, now + previewMs);
      return { ...filled, gaps: gapsAhead({ ...at, rules: { ...at.rules, shifts } }, now) };
    },

    saveShift: (editor: Editor, shiftId: string, input: ShiftInput & { version: number }) =>
      edit(editor, 'shift.saved', async ({ tx, at }) => {
        const { version, ...shift } = input;
        const known = await store.findShift(tx, shiftId);
        if (known && known.shift.organisationId !== editor.organisationId)
          refuseIf('subject.unknown');
        if ((known?.shift.version ?? 0) !== version || known?.removedAt) refuseIf('shift.stale');
        await checkShift(editor.organisationId, shift, at);
        const { organisationId } = editor;
        await store.saveShift(tx, { ...shift, id: shiftId, organisationId, version: version + 1 });
        return { subject: shiftId };
      }),

    removeShift: (editor: Editor, shiftId: string) => setRemoved(editor, shiftId, 'shift.removed'),
    restoreShift: (editor: Editor, shiftId: string) =>
      setRemoved(editor, shiftId, 'shift.restored'),

    changeDuty: (editor: Editor, asked: Omit<DutyChange, 'id'>) =>
      edit(editor, 'duty.changed', async ({ tx, at, now }) => {
        const change = { ...asked, id: v7() };
        const { shift } = await ownShift(tx, editor, change.shiftId);
        const members = activeIds(at);
        refuseIf(objectionToChange(change, { shift, rules: at.rules, members, now }));
        const { organisationId, personId: createdBy } = editor;
        await store.insertChange(tx, { ...change, organisationId, createdBy, now });
        return { subject: change.id };
      }),

    undoDutyChange: (editor: Editor, id: string) =>
      edit(editor, 'duty.restored', async ({ tx, now }) => {
        const { organisationId } = editor;
        if (!(await store.cancel(tx, 'duty_change', { id, organisationId, now })))
          refuseIf('subject.unknown');
        return { subject: id };
      }),

    addLeave: (editor: Editor, asked: Omit<Leave, 'id'>) =>
      edit(editor, 'leave.added', async ({ tx, at, now }) => {
        const { leaves } = at.rules;
        refuseIf(objectionToLeave(asked, { leaves, members: activeIds(at) }));
        const leave = { ...asked, id: v7() };
        const { organisationId, personId: createdBy } = editor;
        await store.insertLeave(tx, { ...leave, organisationId, createdBy, now });
        return { subject: leave.id };
      }),

    cancelLeave: (editor: Editor, id: string) =>
      edit(editor, 'leave.cancelled', async ({ tx, now }) => {
        const { organisationId } = editor;
        if (!(await store.cancel(tx, 'leave', { id, organisationId, now })))
          refuseIf('subject.unknown');
        return { subject: id };
      }),

    saveCalendar: (editor: Editor, { table, remove }: { table: string; remove: string[] }) =>
      edit(editor, 'calendar.saved', async ({ tx }) => {
        const read = parseCalendarTable(table);
        if (!read.ok) throw new Refusal('calendar.badLine', { line: read.line, text: read.text });
        await calendarStore.deleteCalendarDays(tx, editor.organisationId, remove);
        await calendarStore.saveCalendarDays(tx, editor.organisationId, read.days);
        return { subject: editor.organisationId, saved: read.days.length };
      }),

    saveRequiredPosts: (editor: Editor, required: readonly RequiredPost[]) =>
      edit(editor, 'required.saved', async ({ tx }) => {
        await calendarStore.saveRequiredPosts(tx, editor.organisationId, required);
        return { subject: editor.organisationId };
      }),
  };
}
export type RosterService = ReturnType<typeof makeRosterService>;
