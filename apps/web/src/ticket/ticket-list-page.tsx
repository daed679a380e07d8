import { faultCodes } from '@anyuan/contracts/terminal.ts';
import { ticketViews } from '@anyuan/contracts/ticket-lists.ts';
import { faultWords } from '@anyuan/core/devices/fault-words.ts';
import { useState } from 'react';
import { Act, Field } from '../incident/say.tsx';
import '../incident/incident.css';
import { useSchools } from '../places/use-schools.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { addressOf, call, type Input } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { ticketsStore } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import { NewTicket } from './new-ticket.tsx';
import { TicketRows } from './ticket-rows.tsx';
import { ticketWords } from './words.ts';

type Filter = Omit<NonNullable<Input<'listTickets'>['query']>, 'before' | 'limit'>;

const ages = ['0', '24', '168', '720'] as const;

/** A link may name the view: the board leads to what nobody has, the phone's tasks to one's own. */
function filterInAddress(): Filter {
  const asked = new URLSearchParams(location.search).get('view');
  return { view: ticketViews.find((v) => v === asked) ?? 'open' };
}

interface PartProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

function Choices({ filter, onFilter }: PartProps) {
  const t = useWords(ticketWords);
  const locale = useLocale();
  const schools = useSchools();
  const put = (more: Filter) => onFilter({ ...filter, ...more });
  return (
    <>
      {schools.length > 1 && (
        <select
          className="input"
          aria-label={t('school')}
          value={filter.schoolId ?? ''}
          onChange={(e) => put({ schoolId: e.target.value || undefined })}
        >
          <option value="">{t('anySchool')}</option>
          {schools.map((s) => (
            <option key={s.id} value={s.id}>
              {s.name}
            </option>
          ))}
        </select>
      )}
      <select
        className="input"
        aria-label={t('fault')}
        value={filter.code ?? ''}
        onChange={(e) => put({ code: (e.target.value || undefined) as Filter['code'] })}
      >
        <option value="">{t('anyFault')}</option>
        <option value="byHand">{t('byHand')}</option>
        {faultCodes.map((code) => (
          <option key={code} value={code}>
            {faultWords[locale][`fault.${code}`]}
          </option>
        ))}
      </select>
      <select
        className="input"
        aria-label={t('age')}
        value={String(filter.olderThanHours ?? 0)}
        onChange={(e) => put({ olderThanHours: Number(e.target.value) || undefined })}
      >
        {ages.map((age) => (
          <option key={age} value={age}>
            {t(`age.${age}`)}
          </option>
        ))}
      </select>
    </>
  );
}

function FilterBar({ filter, onFilter }: PartProps) {
  const t = useWords(ticketWords);
  return (
    <div className="filter-bar ticket-filter">
      <label className="search">
        <Icon name="search" size={18} />
        <span className="visually-hidden">{t('search')}</span>
        <input
          className="input"
          type="search"
          maxLength={100}
          placeholder={t('search')}
          value={filter.text ?? ''}
          onChange={(e) => onFilter({ ...filter, text: e.target.value || undefined })}
        />
      </label>
      <div className="chips">
        {ticketViews.map((view) => (
          <button
            key={view}
            type="button"
            className="chip"
            aria-pressed={view === filter.view}
            onClick={() => onFilter({ ...filter, view })}
          >
            {t(`view.${view}`)}
          </button>
        ))}
      </div>
      <Choices filter={filter} onFilter={onFilter} />
    </div>
  );
}

/** Taking tickets along is on record as well: it asks what for. No dialog of the console: the phone does not carry them. */
function ExportAct({ filter }: { filter: Filter }) {
  const t = useWords(ticketWords);
  const [reason, setReason] = useState('');
  const query = { ...filter, reason: reason.trim() };
  return (
    <Act
      label={t('export')}
      ready={query.reason !== ''}
      onDo={async () => location.assign(addressOf('/api/tickets.xlsx', { query }))}
      onDone={() => setReason('')}
    >
      <Field label={t('exportReason')}>
        <input
          className="input"
          maxLength={200}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
        />
        <span className="field-hint">{t('exportHint')}</span>
      </Field>
    </Act>
  );
}

/** Tickets of all terminals in scope, on console and phone. */
export default function TicketListPage() {
  const t = useWords(ticketWords);
  const p = useWords(platformWords);
  const [filter, setFilter] = useState(filterInAddress);
  const [limit, setLimit] = useState(50);
  const { value, advice, loading, reload, retry } = useLoaded(
    `tickets ${JSON.stringify(filter)} ${limit}`,
    (signal) => call('listTickets', { query: { ...filter, limit }, signal }),
  );
  useChanges(ticketsStore, reload);
  return (
    <div className="page phone-page">
      <h1>{t('title')}</h1>
      <p className="faint">{t('intro')}</p>
      <section className="card">
        <FilterBar filter={filter} onFilter={setFilter} />
        <AdviceLine text={advice} onRetry={retry} />
        {loading && !value && <p className="faint">{p('loading')}</p>}
        {value?.tickets.length === 0 && <p className="ticket-none">{t('none')}</p>}
        <TicketRows tickets={value?.tickets ?? []} />
        <div className="ticket-acts">
          {value?.more && limit < 200 && (
            <button type="button" className="btn" onClick={() => setLimit((n) => n + 50)}>
              {t('older')}
            </button>
          )}
          <NewTicket onDone={reload} />
          <ExportAct filter={filter} />
        </div>
      </section>
    </div>
  );
}
