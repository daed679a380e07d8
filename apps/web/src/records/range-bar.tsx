import type { RecordFilter } from '@anyuan/contracts/records.ts';
import { addDays, instantOf } from '@anyuan/core/roster/local-time.ts';
import { serverNow } from '../platform/clock.ts';
import { useWords } from '../platform/i18n.ts';
import { dayOf, schoolTimeZone } from '../platform/time.ts';
import { recordsWords } from './words.ts';

const spans = [1, 7, 30, 365] as const;

type Range = Pick<RecordFilter, 'fromAt' | 'toAt' | 'lastDays'>;

function withRange(filter: RecordFilter, range: Range): RecordFilter {
  const { fromAt: _from, toAt: _to, lastDays: _days, ...rest } = filter;
  return { ...rest, ...range };
}

const startOf = (day: string) => instantOf(day, 0, schoolTimeZone);

/** Days as chips; dates of one's own choice behind the last chip. Both days count. */
export function RangeBar(props: { filter: RecordFilter; onFilter: (f: RecordFilter) => void }) {
  const t = useWords(recordsWords);
  const { filter, onFilter } = props;
  const { fromAt, toAt, lastDays } = filter;
  const hasDates = lastDays === undefined && (fromAt !== undefined || toAt !== undefined);
  const first = fromAt === undefined ? '' : dayOf(fromAt);
  const last = toAt === undefined ? '' : dayOf(toAt - 1);
  const put = (range: Range) => onFilter(withRange(filter, range));
  const today = dayOf(serverNow());
  const dates = (from: string, to: string) =>
    put({
      ...(from !== '' && { fromAt: startOf(from) }),
      ...(to !== '' && { toAt: startOf(addDays(to, 1)) }),
    });
  return (
    <fieldset className="records-range">
      <legend className="visually-hidden">{t('range')}</legend>
      <div className="chips">
        {spans.map((days) => (
          <button
            key={days}
            type="button"
            className="chip"
            aria-pressed={lastDays === days}
            onClick={() => put({ lastDays: days })}
          >
            {t(`days.${days}`)}
          </button>
        ))}
        <button
          type="button"
          className="chip"
          aria-pressed={lastDays === undefined && !hasDates}
          onClick={() => put({})}
        >
          {t('allTime')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={hasDates}
          onClick={() => dates(addDays(today, -6), today)}
        >
          {t('dates')}
        </button>
      </div>
      {hasDates && (
        <div className="records-dates">
          <label>
            {t('from')}{' '}
            <input
              className="input"
              type="date"
              max={today}
              value={first}
              onChange={(event) => dates(event.target.value, last)}
            />
          </label>
          <label>
            {t('to')}{' '}
            <input
              className="input"
              type="date"
              max={today}
              value={last}
              onChange={(event) => dates(first, event.target.value)}
            />
          </label>
          {first !== '' && last !== '' && first > last && (
            <span className="late" role="alert">
              {t('datesWrong')}
            </span>
          )}
        </div>
      )}
    </fieldset>
  );
}
