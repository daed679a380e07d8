import type { AlarmSummary, TimelineEntry, TimeLine as Times } from '@anyuan/contracts/alarm.ts';
import './record.css';
import { useLocale, useWords } from '../platform/i18n.ts';
import { beganAt } from '../platform/live-merge.ts';
import { clockTime, span } from '../platform/time.ts';
import { factWords } from './fact-words.ts';
import { pageWords } from './page-words.ts';
import { alarmWords } from './words.ts';

const moments = [
  't0',
  't1',
  't2',
  't3',
  't4',
  't5',
  't6',
  't7',
  't8',
] as const satisfies (keyof Times)[];

/** Promise of the product: somebody is there within this. */
const promiseMs = 60_000;

/** t0 to t8 as one vertical record: clock time, and how long after the beginning. */
export function TimeLine({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(pageWords);
  const a = useWords(alarmWords);
  const locale = useLocale();
  const from = beganAt(alarm);
  const arrivedMs = alarm.times.t5 === null ? null : alarm.times.t5 - from;
  return (
    <>
      {arrivedMs !== null && (
        <p className={`time-arrival ${arrivedMs > promiseMs ? 'late' : 'proved'}`}>
          {t('arrivedIn', { span: span(arrivedMs, locale) })}
          <span className="faint"> · {t('promise')}</span>
        </p>
      )}
      <ol className="time-line" data-testid="timeline">
        {moments.map((moment) => {
          const at = alarm.times[moment];
          return (
            <li key={moment} className={at === null ? 'open' : 'done'} data-moment={moment}>
              <span className="time-word">{a(`t.${moment}`)}</span>
              <span className="time-clock">{at === null ? '—' : clockTime(at)}</span>
              <span className="time-after">
                {at === null || moment === 't0' ? '' : `+${span(at - from, locale)}`}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** Every fact of the alarm, for who wants to know exactly. */
export function FullRecord({ entries }: { entries: readonly TimelineEntry[] }) {
  const t = useWords(pageWords);
  const f = useWords(factWords);
  const known = (type: string): type is keyof typeof factWords.zh => type in factWords.zh;
  return (
    <details className="full-record">
      <summary>{t('fullRecord', { n: entries.length })}</summary>
      <ol>
        {entries.map((entry, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a record only grows at its end
          <li key={i}>
            <span className="time-clock">{clockTime(entry.at)}</span>
            <span>
              {entry.personName && <strong>{entry.personName} </strong>}
              {known(entry.type) ? f(entry.type) : entry.type}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
