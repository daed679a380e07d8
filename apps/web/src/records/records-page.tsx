import { recordSubjects } from '@anyuan/contracts/record-lists.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import { Table } from 'antd';
import { useState } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { ExportDialog } from '../platform/export-dialog.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay } from '../platform/session.ts';
import { columnsOf } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { RangeBar } from './range-bar.tsx';
import './records.css';
import { SavedFilters } from './saved-filters.tsx';
import { addressOf, firstSearch, type Search, searchInAddress, turnTo } from './search.ts';
import { pageRows, useRecords } from './use-records.ts';
import { recordsWords } from './words.ts';

/** The search is in the address: reload, back from a record, and a copied link find the same list. */
function useSearchInAddress() {
  const [search, setSearch] = useState<Search>(() => searchInAddress(location.search));
  const put = (next: Search) => {
    setSearch(next);
    history.replaceState(history.state, '', `${location.pathname}${addressOf(next)}`);
  };
  return [search, put] as const;
}

/** 记录: what happened before, within what this person may see. */
export default function RecordsPage() {
  const t = useWords(recordsWords);
  const mayIncidents = useMay('incident.view');
  const mayExport = useMay('alarm.review');
  const [search, setSearch] = useSearchInAddress();
  const [exporting, setExporting] = useState(false);
  const { subject, filter, personName } = search;
  const setFilter = (next: RecordFilter) => setSearch({ ...search, filter: next });
  const withoutPerson = () => {
    const { personId: _id, ...rest } = filter;
    setSearch({ subject, filter: rest });
  };
  const subjects = recordSubjects.filter((s) => s !== 'incidents' || mayIncidents);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        {mayExport && (
          <button type="button" className="btn" onClick={() => setExporting(true)}>
            <Icon name="export" size={18} />
            {t('export')}
          </button>
        )}
      </div>
      <p className="faint">{t('hint')}</p>
      <SavedFilters search={search} onOpen={setSearch} />
      <section className="card records-card">
        <div className="records-subjects" role="tablist" aria-label={t('subject')}>
          {subjects.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              className="records-subject"
              data-testid={`records-tab-${one}`}
              aria-selected={one === subject}
              onClick={() => setSearch(turnTo(search, one))}
            >
              {t(one)}
            </button>
          ))}
        </div>
        <RangeBar filter={filter} onFilter={setFilter} />
        <FilterBar search={search} onFilter={setFilter} />
        {filter.personId !== undefined && (
          <p>
            <button type="button" className="chip" aria-pressed="true" onClick={withoutPerson}>
              {t('person', { name: personName ?? '…' })} ×
              <span className="visually-hidden">{t('everybody')}</span>
            </button>
          </p>
        )}
        <Found
          // The rows of one subject never stand in the columns of another.
          key={subject}
          search={search}
          onClear={() => setSearch({ ...firstSearch, subject, filter: {} })}
          onPerson={(personId, name) =>
            setSearch({ subject, filter: { ...filter, personId }, personName: name })
          }
        />
      </section>
      <ExportDialog
        open={exporting}
        title={t('exportTitle')}
        hint={t('exportHint')}
        path="/api/records.xlsx"
        query={addressOf({ subject: search.subject, filter: search.filter })}
        onClose={() => setExporting(false)}
      />
    </div>
  );
}

function Found(props: {
  search: Search;
  onClear: () => void;
  onPerson: (id: string, name: string) => void;
}) {
  const t = useWords(recordsWords);
  const locale = useLocale();
  const { search, onClear, onPerson } = props;
  const found = useRecords(search);
  const { rows, count, advice, loading, value, firstRow, earlier, later } = found;
  return (
    <>
      <AdviceLine text={advice} onRetry={found.reload} />
      <Table<object>
        rowKey="id"
        size="middle"
        columns={columnsOf(search.subject, { t, locale, onPerson })}
        dataSource={rows}
        loading={loading}
        pagination={false}
        scroll={{ x: 980 }}
        onRow={() => ({ 'data-testid': 'record-row' }) as object}
        locale={{
          emptyText: value ? (
            <div className="table-empty" data-testid="records-none">
              <p>{t('none')}</p>
              <p>{t('noneHint')}</p>
              <button type="button" className="btn" onClick={onClear}>
                {t('clear')}
              </button>
            </div>
          ) : (
            <div className="table-empty" />
          ),
        }}
      />
      <div className="records-foot">
        <span className="faint" role="status" data-testid="records-count">
          {count && t(count.more ? 'foundMore' : 'found', { n: count.rows.toLocaleString('en') })}
          {rows.length > 0 &&
            ` · ${t('rows', { from: firstRow, to: firstRow + Math.min(rows.length, pageRows) - 1 })}`}
        </span>
        <button
          type="button"
          className="btn"
          disabled={later === null || loading}
          onClick={() => later?.()}
        >
          <Icon name="back" size={18} />
          {t('later')}
        </button>
        <button
          type="button"
          className="btn"
          data-testid="records-earlier"
          disabled={earlier === null || loading}
          onClick={() => earlier?.()}
        >
          {t('earlier')}
          <Icon name="next" size={18} />
        </button>
      </div>
    </>
  );
}
