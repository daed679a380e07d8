import type { ReportKind } from '@anyuan/contracts/report-lists.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import type { ReportBody } from '../platform/tables-reports.ts';

export const reportWords = {
  zh: {
    kind: { day: '日报', week: '周报', month: '月报', term: '学期报告' },
    days: '{from} 至 {to}',
    compared: '对比 {from} 至 {to}',
    made: '{by} 于 {at} 生成',
    nature: '统计范围：{nature}',
    figures: '指标',
    figure: '指标',
    share: '比率',
    parts: '分子 / 分母',
    formula: '口径',
    now: ' *',
    nowNote: '* 截至生成报表时',
    minute: '到场用时分布',
    minuteAxis: '从声音响起或按下按钮到有人到场（秒）',
    promise: '60 秒',
    median: '中位数 {median} 秒 · 九成在 {p90} 秒内 · 最长 {max} 秒 · 共 {count} 次',
    noneMeasured: '这段时间没有到场记录',
    hours: '报警时段',
    hoursAxis: '时',
    trend: '每日报警',
    schools: '学校',
    school: '学校',
    station: '派出所',
    raised: '报警',
    before: '上期',
    due: '应到场',
    inMinute: '60 秒内到场',
    terminals: '在线 / 终端',
    gaps: '空岗',
    day: '日期',
    none: '没有数据',
    page: '第 {n} 页，共 {of} 页',
    product: '安园',
    total: '报警数',
    hour: '时',
  },
  en: {
    kind: {
      day: 'Daily report',
      week: 'Weekly report',
      month: 'Monthly report',
      term: 'Term report',
    },
    days: '{from} to {to}',
    compared: 'compared with {from} to {to}',
    made: 'Made by {by}, {at}',
    nature: 'Of: {nature}',
    figures: 'Figures',
    figure: 'Figure',
    share: 'Share',
    parts: 'Of',
    formula: 'Formula',
    now: ' *',
    nowNote: '* as things stood when the report was made',
    minute: 'How fast somebody came',
    minuteAxis: 'From the sound or the press to the arrival (s)',
    promise: '60 s',
    median: 'median {median} s · nine of ten within {p90} s · longest {max} s · {count} in all',
    noneMeasured: 'No arrival on record in this time',
    hours: 'Alarms by hour',
    hoursAxis: 'hour',
    trend: 'Alarms a day',
    schools: 'Schools',
    school: 'School',
    station: 'Station',
    raised: 'Alarms',
    before: 'Before',
    due: 'Due',
    inMinute: 'Within 60 s',
    terminals: 'On line / all',
    gaps: 'Posts empty',
    day: 'Day',
    none: 'Nothing on record',
    page: 'Page {n} of {of}',
    product: 'Anyuan',
    total: 'Alarms',
    hour: 'Hour',
  },
} as const;

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_all, key: string) => String(values[key] ?? ''));
}

type Titled = Pick<ReportBody, 'kind' | 'days' | 'locale' | 'organisationName'>;

/** "西街小学（演示）-周报-2026-11-16-2026-11-22", safe as the name of a file. */
export function reportTitle({ kind, days, locale, organisationName }: Titled): string {
  const stretch = days.from === days.to ? days.from : `${days.from}-${days.to}`;
  const name = organisationName.replace(/[\\/:*?"<>|]/g, ' ');
  return `${name}-${kindOf(kind, locale)}-${stretch}`;
}

export const kindOf = (kind: ReportKind, locale: 'zh' | 'en'): string =>
  reportWords[locale].kind[kind];

export const natureOf = ({ alarmKind, locale }: Pick<ReportBody, 'alarmKind' | 'locale'>): string =>
  alarmWords[locale][`alarmKind.${alarmKind}`];

/** "—" without a denominator, never 0 % or 100 %. */
export function percent(share: number | null): string {
  return share === null ? '—' : `${Math.round(share * 1000) / 10}%`;
}

export const asText = (value: number | null): string => (value === null ? '—' : String(value));
