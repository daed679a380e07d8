import type { AlarmSummary, Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { beganAt } from '../platform/live-merge.ts';
import type { Locale } from '../platform/locale.ts';
import { dateTime } from '../platform/time.ts';
import { reasonText } from './describe.ts';
import { alarmWords } from './words.ts';

/** Closed alarms are read so many at a time. */
export const recentPage = 100;

/** Closed for real and not thought over yet; tests and exercises are judged where they were planned. */
export const needsReview = (alarm: AlarmSummary): boolean =>
  alarm.alarmKind === 'actual' && alarm.state === 'closed' && alarm.times.t8 === null;

export interface RecentFilter {
  text: string;
  alarmKind: AlarmKind | 'all';
  verdict: Verdict | 'all';
}

export const noFilter: RecentFilter = { text: '', alarmKind: 'all', verdict: 'all' };

/** Every word of the search must occur in school or place, in any order. */
export function matches(alarm: AlarmSummary, filter: RecentFilter): boolean {
  if (filter.alarmKind !== 'all' && alarm.alarmKind !== filter.alarmKind) return false;
  if (filter.verdict !== 'all' && alarm.verdict !== filter.verdict) return false;
  const where = `${alarm.schoolName} ${alarm.place}`.toLowerCase();
  const wordsAsked = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return wordsAsked.every((word) => where.includes(word));
}

/** Read pages and what the live link closed since, each alarm once, newest first. */
export function mergeRecent(
  read: readonly AlarmSummary[],
  live: Iterable<AlarmSummary>,
): AlarmSummary[] {
  const byId = new Map(read.map((a) => [a.id, a]));
  for (const alarm of live) {
    if (alarm.state !== 'closed') continue;
    const known = byId.get(alarm.id);
    if (!known || known.version < alarm.version) byId.set(alarm.id, alarm);
  }
  return [...byId.values()].sort((a, b) => (b.times.t2 ?? 0) - (a.times.t2 ?? 0));
}

/** From the beginning to the first arrival, ms; null when nobody's arrival was proved. */
export function arrivalMs(alarm: AlarmSummary): number | null {
  if (alarm.times.t5 === null) return null;
  return Math.max(0, alarm.times.t5 - beganAt(alarm));
}

function arrivalSec(alarm: AlarmSummary): number | null {
  const ms = arrivalMs(alarm);
  return ms === null ? null : Math.round(ms / 100) / 10;
}

/** One row per alarm for a spreadsheet: words for people, seconds for sums. */
export function csvRows(
  alarms: readonly AlarmSummary[],
  locale: Locale,
): { head: string[]; rows: (string | number | null)[][] } {
  const t = alarmWords[locale];
  const head =
    locale === 'zh'
      ? [
          '学校',
          '地点',
          '性质',
          '类型',
          '原因',
          '开始时间',
          '接警时间',
          '到场时间',
          '结束时间',
          '到场用时（秒）',
          '结果',
        ]
      : [
          'School',
          'Place',
          'Nature',
          'Kind',
          'Reasons',
          'Began',
          'Accepted',
          'Arrived',
          'Closed',
          'Arrival (s)',
          'Outcome',
        ];
  const time = (at: number | null) => (at === null ? null : dateTime(at));
  const rows = alarms.map((a) => [
    a.schoolName,
    a.place,
    t[`alarmKind.${a.alarmKind}`],
    t[`kind.${a.kind}`],
    a.reasons.map((r) => reasonText(r, locale)).join('; '),
    dateTime(beganAt(a)),
    time(a.times.t4),
    time(a.times.t5),
    time(a.times.t7),
    arrivalSec(a),
    a.verdict ? t[`verdict.${a.verdict}`] : null,
  ]);
  return { head, rows };
}
