import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { Table, type TableColumnsType } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { serverNow } from '../platform/clock.ts';
import { toCsv } from '../platform/csv.ts';
import { downloadText } from '../platform/download.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { dayOf, recordTime, span } from '../platform/time.ts';
import { useKeys } from '../platform/use-keys.ts';
import { boardWords } from './console-words.ts';
import { KindMark, Reasons } from './marks.tsx';
import { arrivalMs, csvRows, matches, noFilter, type RecentFilter } from './recent.ts';
import type { useRecent } from './use-recent.ts';
import { alarmWords } from './words.ts';

function useColumns(): TableColumnsType<AlarmSummary> {
  const t = useWords(boardWords);
  const a = useWords(alarmWords);
  const locale = useLocale();
  return useMemo(
    () => [
      {
        title: t('place'),
        key: 'place',
        render: (_, alarm) => (
          <>
            <div className="cell-main">
              {alarm.place} <KindMark alarm={alarm} />
            </div>
            <div className="cell-sub">{alarm.schoolName}</div>
          </>
        ),
      },
      {
        title: t('what'),
        key: 'what',
        responsive: ['md'],
        render: (_, alarm) => (
          <>
            <div>{a(`kind.${alarm.kind}`)}</div>
            <div className="cell-sub">
              {alarm.kind !== 'button' && alarm.kind !== 'person' && <Reasons alarm={alarm} />}
            </div>
          </>
        ),
      },
      {
        title: t('began'),
        key: 'began',
        width: 150,
        render: (_, alarm) => recordTime(beganAt(alarm), serverNow()),
      },
      {
        title: t('arrivedAfter'),
        key: 'arrived',
        width: 120,
        responsive: ['sm'],
        render: (_, alarm) => {
          const ms = arrivalMs(alarm);
          if (ms === null) return <span className="unknown">—</span>;
          return <span className={ms > 60_000 ? 'late' : ''}>{span(ms, locale)}</span>;
        },
      },
      {
        title: t('outcome'),
        key: 'outcome',
        width: 120,
        render: (_, alarm) => (alarm.verdict ? a(`verdict.${alarm.verdict}`) : '—'),
      },
    ],
    [t, a, locale],
  );
}

const kinds: (AlarmKind | 'all')[] = ['all', 'actual', 'exercise', 'test'];

function FilterBar(props: {
  filter: RecentFilter;
  onFilter: (filter: RecentFilter) => void;
  onExport: () => void;
  canExport: boolean;
}) {
  const t = useWords(boardWords);
  const a = useWords(alarmWords);
  const { filter, onFilter } = props;
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  return (
    <div className="filter-bar">
      <h2>{t('recent')}</h2>
      <label className="search">
        <Icon name="search" size={18} />
        <span className="visually-hidden">{t('searchPlace')}</span>
        <input
          ref={search}
          className="input"
          type="search"
          placeholder={t('searchPlace')}
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </label>
      <div className="chips">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className="chip"
            aria-pressed={filter.alarmKind === kind}
            onClick={() => onFilter({ ...filter, alarmKind: kind })}
          >
            {kind === 'all' ? t('allKinds') : a(`alarmKind.${kind}`)}
          </button>
        ))}
      </div>
      <button type="button" className="btn" disabled={!props.canExport} onClick={props.onExport}>
        <Icon name="export" size={18} />
        {t('exportCsv')}
      </button>
    </div>
  );
}

export function RecentList({ recent }: { recent: ReturnType<typeof useRecent> }) {
  const t = useWords(boardWords);
  const locale = useLocale();
  const columns = useColumns();
  const [filter, setFilter] = useState(noFilter);
  const [, go] = useLocation();
  const shown = useMemo(
    () => recent.alarms.filter((a) => matches(a, filter)),
    [recent.alarms, filter],
  );
  const exportShown = () => {
    const { head, rows } = csvRows(shown, locale);
    downloadText(`${t('file')}-${dayOf(serverNow())}.csv`, toCsv(head, rows));
  };
  const empty = recent.alarms.length === 0 ? t('none') : t('noMatch');
  return (
    <section className="card recent">
      <FilterBar
        filter={filter}
        onFilter={setFilter}
        onExport={exportShown}
        canExport={shown.length > 0}
      />
      <AdviceLine text={recent.advice} onRetry={recent.reload} />
      <Table
        rowKey="id"
        columns={columns}
        dataSource={shown}
        loading={recent.loading}
        size="middle"
        rowClassName="row-link"
        locale={{ emptyText: <p className="table-empty">{recent.known ? empty : ''}</p> }}
        pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
        onRow={(alarm) => ({
          tabIndex: 0,
          onClick: () => go(`/alarms/${alarm.id}`),
          onKeyDown: (event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            go(`/alarms/${alarm.id}`);
          },
        })}
      />
      <p className="recent-foot">
        <span className="faint">
          {recent.known && t('shown', { shown: shown.length, read: recent.alarms.length })}
        </span>
        {recent.more && (
          <button
            type="button"
            className="btn btn-quiet"
            disabled={recent.busy}
            onClick={() => void recent.readOlder()}
          >
            {t('older')}
          </button>
        )}
      </p>
    </section>
  );
}
