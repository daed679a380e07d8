import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { localMinute } from './local-time.ts';
import { enPosts, zhPosts } from './news.ts';

/** A table of texts, for whoever writes it into a file. */
export interface Table {
  name: string;
  columns: { header: string; width: number }[];
  rows: string[][];
}

const words = {
  zh: {
    headers: ['日期', '日子', '班次', '岗位', '人员', '开始', '结束', '说明'],
    nobody: '无人',
    kinds: { schoolDay: '教学日', weekend: '周末', holiday: '放假', makeUpDay: '调休上课' },
    why: { rule: '', swap: '换班', replaced: '换人', added: '加派', substitute: '替班' },
  },
  en: {
    headers: ['Day', 'Kind', 'Shift', 'Post', 'Person', 'From', 'Until', 'Note'],
    nobody: 'nobody',
    kinds: {
      schoolDay: 'school day',
      weekend: 'weekend',
      holiday: 'holiday',
      makeUpDay: 'make-up day',
    },
    why: { rule: '', swap: 'swap', replaced: 'replaced', added: 'added', substitute: 'substitute' },
  },
} as const;

const widths = [12, 10, 20, 16, 14, 8, 8, 10];

/** A roster as one row per duty or empty stretch, by time. */
export function rosterTable(roster: RosterView, locale: 'zh' | 'en'): Table {
  const w = words[locale];
  const posts = locale === 'zh' ? zhPosts : enPosts;
  const days = new Map(roster.days.map((d) => [d.day, d]));
  const clock = (at: number) => {
    const minute = localMinute(at, roster.timeZone);
    const two = (n: number) => String(n).padStart(2, '0');
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  };
  const rowOf = (
    d: { shiftId: string; day: string; startAt: number; endAt: number },
    person: string,
    note: string,
  ) => {
    const shift = roster.shifts.find((s) => s.id === d.shiftId);
    const day = days.get(d.day);
    const kind = day ? day.name || w.kinds[day.kind] : '';
    const post = shift ? posts[shift.post] : '';
    const times = [clock(d.startAt), clock(d.endAt)];
    const cells = [d.day, kind, shift?.name ?? '—', post, person, ...times, note];
    return { at: d.startAt, post, cells };
  };
  const nameOf = (id: string) => roster.people.find((p) => p.id === id)?.name ?? '—';
  const rows = [
    ...roster.duties.map((d) => rowOf(d, nameOf(d.personId), w.why[d.why])),
    ...roster.vacancies.map((v) => rowOf(v, w.nobody, '')),
  ].sort((a, b) => a.at - b.at || (a.post < b.post ? -1 : 1));
  return {
    name: roster.organisationName,
    columns: w.headers.map((header, i) => ({ header, width: widths[i] ?? 12 })),
    rows: rows.map((r) => r.cells),
  };
}
