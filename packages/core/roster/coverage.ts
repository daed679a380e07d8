import type { CoverageGap, Duty, RequiredPost } from '@anyuan/contracts/roster.ts';
import { type Calendar, dayKindOf } from './calendar.ts';
import { addDays, instantOf, localDay } from './local-time.ts';
import { occupancy, type RosterRules } from './occupancy.ts';
import { joined, overlap, type Span, without } from './spans.ts';

/**
 * Stretches from `fromMs` to `toMs` in which a post that must be filled is empty. Only whole places
 * count: a teacher of one building does not fill the post for the others, but leaves no gap either
 * where somebody of the post is on duty at all.
 */
export function coverageGaps(options: {
  rules: RosterRules;
  required: readonly RequiredPost[];
  fromMs: number;
  toMs: number;
}): CoverageGap[] {
  const { rules, required, fromMs, toMs } = options;
  const { duties } = occupancy(rules, fromMs, toMs);
  const posts = [...new Set(required.map((r) => r.post))];
  return posts
    .flatMap((post) => {
      const windows = required.filter((r) => r.post === post);
      const needed = joined(windows.flatMap((r) => neededSpans(r, rules, { fromMs, toMs })));
      const filled = duties.filter((d: Duty) => d.post === post);
      return needed.flatMap((span) => without(span, filled)).map((gap) => ({ post, ...gap }));
    })
    .sort((a, b) => a.startAt - b.startAt);
}

/** When a post must be filled, within the stretch. */
function neededSpans(
  required: RequiredPost,
  { timeZone, calendar }: { timeZone: string; calendar: Calendar },
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Span[] {
  const { fromMinute, toMinute, on } = required;
  const last = localDay(toMs, timeZone);
  const spans: Span[] = [];
  for (let day = addDays(localDay(fromMs, timeZone), -1); day <= last; day = addDays(day, 1)) {
    if (!on.includes(dayKindOf(day, calendar))) continue;
    const endDay = toMinute > fromMinute ? day : addDays(day, 1);
    spans.push({
      startAt: instantOf(day, fromMinute, timeZone),
      endAt: instantOf(endDay, toMinute, timeZone),
    });
  }
  return spans.flatMap((span) => overlap(span, { startAt: fromMs, endAt: toMs }));
}
