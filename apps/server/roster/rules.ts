import type { CoverageGap, RequiredPost } from '@anyuan/contracts/roster.ts';
import { mergeCalendars } from '@anyuan/core/roster/calendar.ts';
import { coverageGaps } from '@anyuan/core/roster/coverage.ts';
import { addDays, localDay } from '@anyuan/core/roster/local-time.ts';
import type { RosterRules } from '@anyuan/core/roster/occupancy.ts';
import { without } from '@anyuan/core/roster/spans.ts';
import * as calendarStore from './calendar-store.ts';
import type { OrganisationFacts } from './memory.ts';
import * as store from './store.ts';

const dayMs = 86_400_000;
/** Gaps are shown and told so far ahead. */
export const lookAheadMs = 7 * dayMs;

/** One organisation as the database has it now, for edits and for pages that must not be a moment old. */
export interface RosterAtHand {
  rules: RosterRules;
  required: RequiredPost[];
  members: store.Member[];
}

/** `fromMs`: nothing that ended before two days earlier is read. */
export async function readRoster(
  db: store.Query,
  options: { organisationId: string; about: OrganisationFacts; fromMs: number },
): Promise<RosterAtHand> {
  const { organisationId, about, fromMs } = options;
  const fromDay = addDays(localDay(fromMs, about.timeZone), -2);
  const [shifts, changes, leaves, days, required, members, inactive] = [
    await store.findShifts(db, organisationId),
    await store.findChanges(db, fromDay, organisationId),
    await store.findLeaves(db, fromMs - 2 * dayMs),
    await calendarStore.findCalendarDays(db, about.line),
    await calendarStore.findRequiredPosts(db, organisationId),
    await store.findMembers(db, organisationId),
    await store.findInactive(db),
  ];
  const calendar = mergeCalendars(
    about.line.map((above) => days.filter((d) => d.organisationId === above)),
  );
  return {
    rules: { timeZone: about.timeZone, shifts, changes, leaves, calendar, inactive },
    required,
    members,
  };
}

export function gapsAhead({ rules, required }: RosterAtHand, now: number): CoverageGap[] {
  return coverageGaps({ rules, required, fromMs: now, toMs: now + lookAheadMs });
}

/** What of the gaps was no gap before. */
export function openedGaps(
  before: readonly CoverageGap[],
  after: readonly CoverageGap[],
): CoverageGap[] {
  return after.flatMap((gap) =>
    without(
      gap,
      before.filter((b) => b.post === gap.post),
    ).map((span) => ({ post: gap.post, ...span })),
  );
}
