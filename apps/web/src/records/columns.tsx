import type { RecordSubject } from '@anyuan/contracts/record-lists.ts';
import type {
  RecordedAlarm,
  RecordedAnswer,
  RecordedFact,
  RecordedIncident,
} from '@anyuan/contracts/records.ts';
import { gradeWords, kindWords, stateWords } from '@anyuan/core/incident/words.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import { factWhyText } from '@anyuan/core/records/fact-why-words.ts';
import { factWords } from '@anyuan/core/records/fact-words.ts';
import { incidentFactWords } from '@anyuan/core/records/incident-fact-words.ts';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Say } from '../platform/i18n.ts';
import type { Locale } from '../platform/locale.ts';
import { dateTime, span } from '../platform/time.ts';
import type { recordsWords } from './words.ts';

export interface ColumnTools {
  t: Say<keyof typeof recordsWords.zh>;
  locale: Locale;
  onPerson: (personId: string, name: string) => void;
}

type Nature = RecordedAlarm['alarmKind'] | null;

/** Said only where it is not an actual one. */
function NatureTag({ of, locale }: { of: Nature; locale: Locale }) {
  if (of === null || of === 'actual') return null;
  return <span className="tag">{alarmWords[locale][`alarmKind.${of}`]}</span>;
}

const two = (main: ReactNode, sub: ReactNode) => (
  <>
    <div className="cell-main">{main}</div>
    <div className="cell-sub">{sub}</div>
  </>
);

function alarmColumns({ t, locale }: ColumnTools): TableColumnsType<RecordedAlarm> {
  const a = alarmWords[locale];
  return [
    { title: t('began'), key: 'began', width: 176, render: (_, r) => dateTime(r.beganAt) },
    {
      title: t('place'),
      key: 'place',
      render: (_, r) =>
        two(
          <>
            <Link href={`/alarms/${r.id}`}>{r.place}</Link>{' '}
            <NatureTag of={r.alarmKind} locale={locale} />
          </>,
          r.schoolName,
        ),
    },
    { title: t('what'), key: 'what', width: 130, render: (_, r) => a[`kind.${r.kind}`] },
    {
      title: t('arrivedAfter'),
      key: 'arrived',
      width: 120,
      render: (_, r) => {
        if (r.arrivedAt === null) return <span className="unknown">—</span>;
        const ms = Math.max(0, r.arrivedAt - r.beganAt);
        return <span className={ms > 60_000 ? 'late' : ''}>{span(ms, locale)}</span>;
      },
    },
    {
      title: t('verdict'),
      key: 'verdict',
      width: 260,
      render: (_, r) =>
        two(
          r.verdict ? a[`verdict.${r.verdict}`] : a[`state.${r.state}`],
          r.closeReason && <span className="records-words">{r.closeReason}</span>,
        ),
    },
  ];
}

function incidentColumns({ t, locale }: ColumnTools): TableColumnsType<RecordedIncident> {
  return [
    { title: t('number'), key: 'number', width: 90, render: (_, r) => `#${r.number}` },
    { title: t('reported'), key: 'reported', width: 176, render: (_, r) => dateTime(r.reportedAt) },
    {
      title: t('incident'),
      key: 'incident',
      render: (_, r) =>
        two(
          <>
            <Link href={`/incidents/${r.id}`}>{r.title}</Link>{' '}
            <NatureTag of={r.alarmKind} locale={locale} />
          </>,
          [r.schoolName, r.place].filter(Boolean).join(' · '),
        ),
    },
    {
      title: t('incidentKind'),
      key: 'kind',
      width: 160,
      render: (_, r) => kindWords[locale][r.kind],
    },
    { title: t('state'), key: 'state', width: 110, render: (_, r) => stateWords[locale][r.state] },
    {
      title: t('grade'),
      key: 'grade',
      width: 80,
      render: (_, r) => (r.grade ? gradeWords[locale][r.grade] : '—'),
    },
    { title: t('owner'), key: 'owner', width: 110, render: (_, r) => r.ownerName ?? '—' },
  ];
}

function Person(props: { id: string | null; name: string | null; tools: ColumnTools }) {
  const { id, name, tools } = props;
  if (id === null || name === null) return tools.t('system');
  return (
    <button
      type="button"
      className="link-button"
      title={tools.t('onlyPerson', { name })}
      onClick={() => tools.onPerson(id, name)}
    >
      {name}
    </button>
  );
}

function answerColumns(tools: ColumnTools): TableColumnsType<RecordedAnswer> {
  const { t, locale } = tools;
  return [
    { title: t('when'), key: 'when', width: 176, render: (_, r) => dateTime(r.at) },
    {
      title: t('who'),
      key: 'who',
      width: 130,
      render: (_, r) => <Person id={r.personId} name={r.personName} tools={tools} />,
    },
    { title: t('answer'), key: 'answer', width: 150, render: (_, r) => factWords[locale][r.type] },
    {
      title: t('place'),
      key: 'place',
      render: (_, r) =>
        two(
          <>
            <Link href={`/alarms/${r.alarmId}`}>{r.place ?? t('open')}</Link>{' '}
            <NatureTag of={r.alarmKind} locale={locale} />
          </>,
          r.schoolName,
        ),
    },
    {
      title: t('after'),
      key: 'after',
      width: 130,
      render: (_, r) => (r.afterMs === null ? '—' : span(r.afterMs, locale)),
    },
  ];
}

/** What happened, in words; an unknown type of a newer server stands as it is. */
export function factWord(type: string, locale: Locale): string {
  const known: Record<string, string> = { ...factWords[locale], ...incidentFactWords[locale] };
  return known[type] ?? type;
}

function factColumns(tools: ColumnTools): TableColumnsType<RecordedFact> {
  const { t, locale } = tools;
  const about = (r: RecordedFact) => {
    const href = r.incidentId ? `/incidents/${r.incidentId}` : `/alarms/${r.alarmId}`;
    if (r.incidentId === null && r.alarmId === null) return r.schoolName;
    return two(<Link href={href}>{r.place ?? t('open')}</Link>, r.schoolName);
  };
  return [
    { title: t('when'), key: 'when', width: 176, render: (_, r) => dateTime(r.at) },
    { title: t('fact'), key: 'fact', width: 220, render: (_, r) => factWord(r.type, locale) },
    {
      title: t('who'),
      key: 'who',
      width: 130,
      render: (_, r) => <Person id={r.personId} name={r.personName} tools={tools} />,
    },
    { title: t('place'), key: 'place', render: (_, r) => about(r) },
    {
      title: t('said'),
      key: 'said',
      width: 220,
      render: (_, r) => {
        const said = r.why === null ? r.words : factWhyText(r.why, locale);
        return said && <span className="records-words">{said}</span>;
      },
    },
  ];
}

/** Columns of each subject. */
export function columnsOf(subject: RecordSubject, tools: ColumnTools) {
  const all = {
    alarms: alarmColumns,
    incidents: incidentColumns,
    answers: answerColumns,
    facts: factColumns,
  };
  return all[subject](tools) as TableColumnsType<object>;
}
