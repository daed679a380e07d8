import type { RecordSubject } from '@anyuan/contracts/record-lists.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import type { RecordPage } from '@anyuan/contracts/routes/records.ts';
import { gradeWords, kindWords, stateWords } from '@anyuan/core/incident/words.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import { factWhyText } from '@anyuan/core/records/fact-why-words.ts';
import { factWords } from '@anyuan/core/records/fact-words.ts';
import { incidentFactWords } from '@anyuan/core/records/incident-fact-words.ts';
import type { CellValue } from 'hucre/xlsx';
import type { SheetOutline } from '../platform/spreadsheet.ts';
import type { Found, Pages } from './pages.ts';
import type { Reader } from './scope.ts';

type Locale = 'zh' | 'en';
type Sheet = Omit<SheetOutline, 'name'>;

export const sheetNames: Record<Locale, Record<RecordSubject, string>> = {
  zh: { alarms: '报警', incidents: '事件', answers: '人员应答', facts: '事实' },
  en: { alarms: 'Alarms', incidents: 'Incidents', answers: 'Answers', facts: 'Facts' },
};

const heads: Record<Locale, Record<RecordSubject, readonly string[]>> = {
  zh: {
    alarms: [
      '开始',
      '学校',
      '地点',
      '事由',
      '性质',
      '状态',
      '接警',
      '到场',
      '结束',
      '结论',
      '结束人',
      '说明',
    ],
    incidents: ['编号', '接报', '学校', '地点', '事件', '类别', '状态', '分级', '责任人', '办结'],
    answers: ['时间', '学校', '地点', '人员', '应答', '距开始（秒）'],
    facts: ['时间', '学校', '地点', '发生了什么', '人员', '内容'],
  },
  en: {
    alarms: [
      ...['Began', 'School', 'Place', 'What', 'Nature', 'State', 'Accepted', 'Arrived', 'Closed'],
      ...['Verdict', 'Closed by', 'Reason'],
    ],
    incidents: [
      ...['Number', 'Reported', 'School', 'Place', 'Incident', 'Kind', 'State', 'Grade', 'Owner'],
      'Concluded',
    ],
    answers: ['When', 'School', 'Place', 'Who', 'Answer', 'After (s)'],
    facts: ['When', 'School', 'Place', 'What happened', 'Who', 'Words'],
  },
};

const exportMax = 100_000;
const exportPage = 1000;

/** Page by page, so that a long list never stands in memory whole. */
async function* rowsOf<V>(
  read: (after: string | undefined) => Promise<Found<V>>,
  cells: (row: V) => CellValue[],
): AsyncGenerator<CellValue[]> {
  let after: string | undefined;
  for (let sent = 0; sent < exportMax; sent += exportPage) {
    const { rows, next } = await read(after);
    for (const row of rows) yield cells(row);
    if (next === null) return;
    after = next;
  }
}

const when = (ms: number | null): CellValue => (ms === null ? null : new Date(ms));
const unknown = '—';

/** A sheet per subject, made only when its rows are pulled. */
export function sheets(of: {
  pages: Pages;
  reader: Reader;
  filter: RecordFilter;
  locale: Locale;
}): Record<RecordSubject, Sheet> {
  const { pages, reader, filter, locale } = of;
  const alarm = alarmWords[locale];
  const fact: Record<string, string> = { ...factWords[locale], ...incidentFactWords[locale] };
  const sheet = <V>(
    subject: RecordSubject,
    read: (asked: RecordPage, reader: Reader) => Promise<Found<V>>,
    cells: (row: V) => CellValue[],
  ): Sheet => ({
    columns: heads[locale][subject].map((header) => ({ header, width: 20 })),
    rows: rowsOf((after) => read({ ...filter, after, limit: exportPage }, reader), cells),
  });
  return {
    alarms: sheet('alarms', pages.alarms, (a) => [
      ...[when(a.beganAt), a.schoolName, a.place, alarm[`kind.${a.kind}`]],
      ...[alarm[`alarmKind.${a.alarmKind}`], alarm[`state.${a.state}`]],
      ...[when(a.acceptedAt), when(a.arrivedAt), when(a.closedAt)],
      ...[a.verdict ? alarm[`verdict.${a.verdict}`] : unknown, a.closedByName, a.closeReason],
    ]),
    incidents: sheet('incidents', pages.incidents, (i) => [
      ...[i.number, when(i.reportedAt), i.schoolName, i.place, i.title],
      ...[kindWords[locale][i.kind], stateWords[locale][i.state]],
      ...[i.grade ? gradeWords[locale][i.grade] : unknown, i.ownerName, when(i.concludedAt)],
    ]),
    answers: sheet('answers', pages.answers, (a) => [
      ...[when(a.at), a.schoolName, a.place, a.personName, fact[a.type] ?? a.type],
      a.afterMs === null ? null : Math.round(a.afterMs / 1000),
    ]),
    facts: sheet('facts', pages.facts, (f) => [
      ...[when(f.at), f.schoolName, f.place, fact[f.type] ?? f.type, f.personName],
      f.why === null ? f.words : factWhyText(f.why, locale),
    ]),
  };
}
