import type { OrganisationView, PersonView } from '@anyuan/contracts/people.ts';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../platform/api.ts';
import { listed, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import './directory.css';
import type { Done } from './done.ts';
import { ImportDialog } from './import-dialog.tsx';
import { OrganisationDialog } from './organisation-dialog.tsx';
import { OrganisationPanel } from './organisation-panel.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { directoryWords } from './words.ts';

type Show = 'active' | 'disabled' | 'all';

/** Pages of people, appended; a new search begins anew. */
function usePeople(organisationId: string | null, search: string, state: Show, round: number) {
  const [settled, setSettled] = useState(search);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(search), 250);
    return () => clearTimeout(timer);
  }, [search]);
  const query = { search: settled, state, ...(organisationId ? { organisationId } : {}) };
  const key = `people ${organisationId} ${settled} ${state} ${round}`;
  const first = useLoaded(key, (signal) => call('listPeople', { query, signal }));
  const more = async () => {
    if (!first.value?.next) return;
    const page = await call('listPeople', { query: { ...query, after: first.value.next } });
    first.put({ people: [...first.value.people, ...page.people], next: page.next });
  };
  return { ...first, more };
}

function PersonRow(props: {
  person: PersonView;
  nameOf: (id: string) => string;
  onOpen: () => void;
}) {
  const { person, nameOf, onOpen } = props;
  const t = useWords(directoryWords);
  return (
    <tr data-testid={`person-${person.login}`}>
      <td>
        <button type="button" className="link-button" onClick={onOpen}>
          {person.name}
        </button>
        <div className="cell-sub">{person.title}</div>
      </td>
      <td>
        {person.login}
        {person.mustChangePassword && <div className="cell-sub">{t('firstPassword')}</div>}
      </td>
      <td>
        {person.assignments.map((a) => (
          <div key={`${a.organisationId} ${a.role}`}>
            {t(`role.${a.role}`)} <span className="cell-sub">{nameOf(a.organisationId)}</span>
          </div>
        ))}
      </td>
      <td>{person.phone ? `${person.phone.slice(0, 3)}****${person.phone.slice(-4)}` : '—'}</td>
      <td>{person.endsOn ?? '—'}</td>
      <td>{person.active ? t('active') : <span className="tag">{t('disabled')}</span>}</td>
    </tr>
  );
}

function PeopleTable(props: {
  people: PersonView[];
  nameOf: (id: string) => string;
  onOpen: (p: PersonView) => void;
}) {
  const t = useWords(directoryWords);
  const { people, nameOf, onOpen } = props;
  if (people.length === 0) return <p className="table-empty">{t('none')}</p>;
  return (
    <table className="people-table">
      <thead>
        <tr>
          <th>{t('name')}</th>
          <th>{t('login')}</th>
          <th>{t('roles')}</th>
          <th>{t('phone')}</th>
          <th>{t('endsOn')}</th>
          <th>{t('state')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            nameOf={nameOf}
            onOpen={() => onOpen(person)}
          />
        ))}
      </tbody>
    </table>
  );
}

function DoneBar({ done, onUndone }: { done: Done; onUndone: () => void }) {
  const t = useWords(directoryWords);
  const doing = useDoing();
  const { undo, shifts, text } = done;
  return (
    <p className="notice notice-plain" role="status" data-testid="person-done">
      {text}
      {shifts.length > 0 && ` ${t('stillOnDuty', { shifts: listed(shifts) })}`}
      {shifts.length > 0 && <Link href="/roster">{t('toRoster')}</Link>}
      {doing.advice && ` · ${doing.advice}`}
      {undo && (
        <button
          type="button"
          className="btn btn-quiet"
          onClick={() =>
            void doing.run(async () => {
              await undo();
              onUndone();
            })
          }
        >
          {t('undo')}
        </button>
      )}
    </p>
  );
}

function Tools(props: { organisationId: string | null; onAdd: () => void; onImport: () => void }) {
  const t = useWords(directoryWords);
  const may = useMay('people.manage');
  const { organisationId } = props;
  return (
    <>
      <a
        className="btn"
        href={`/api/people-export${organisationId ? `?organisationId=${organisationId}` : ''}`}
        download
      >
        <Icon name="export" size={18} />
        {t('export')}
      </a>
      {may && (
        <>
          <button
            type="button"
            className="btn"
            data-testid="people-import"
            onClick={props.onImport}
          >
            {t('import')}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            data-testid="person-add"
            onClick={props.onAdd}
          >
            {t('addPerson')}
          </button>
        </>
      )}
    </>
  );
}

/** Who belongs where, with which role; added, changed, disabled, imported. */
export default function DirectoryPage() {
  const t = useWords(directoryWords);
  const p = useWords(platformWords);
  const [round, setRound] = useState(0);
  const [chosen, setChosen] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [state, setState] = useState<Show>('active');
  const [open, setOpen] = useState<PersonView | 'new' | null>(null);
  const [unit, setUnit] = useState<OrganisationView | 'new' | null>(null);
  const [importing, setImporting] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const tree = useLoaded(`organisations ${round}`, (signal) =>
    call('listOrganisations', { signal }),
  );
  const people = usePeople(chosen, search, state, round);
  const units = tree.value?.organisations ?? [];
  const nameOf = (id: string) => units.find((u) => u.id === id)?.name ?? '—';
  const again = (next: Done | null) => {
    setDone(next);
    setRound((n) => n + 1);
  };
  return (
    <div className="page" data-testid="directory-page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        <Tools
          organisationId={chosen}
          onAdd={() => setOpen('new')}
          onImport={() => setImporting(true)}
        />
      </div>
      {done && <DoneBar done={done} onUndone={() => again(null)} />}
      <div className="places-columns">
        <OrganisationPanel
          organisations={units}
          mayManage={tree.value?.mayManage ?? false}
          chosenId={chosen}
          onChoose={setChosen}
          onEdit={setUnit}
        />
        <section className="card">
          <div className="filter-bar">
            <label className="search people-search">
              <Icon name="search" size={18} />
              <span className="visually-hidden">{t('search')}</span>
              <input
                className="input"
                type="search"
                data-testid="people-search"
                placeholder={t('search')}
                value={search}
                onChange={(e) => setSearch(e.target.value)}
              />
            </label>
            {(['active', 'disabled', 'all'] as const).map((s) => (
              <button
                key={s}
                type="button"
                className="chip"
                aria-pressed={state === s}
                onClick={() => setState(s)}
              >
                {t(`show.${s}`)}
              </button>
            ))}
          </div>
          {people.advice && <p className="notice">{people.advice}</p>}
          {!people.value && !people.advice && <p className="faint">{p('loading')}</p>}
          {people.value && (
            <PeopleTable people={people.value.people} nameOf={nameOf} onOpen={setOpen} />
          )}
          {people.value?.next && (
            <button type="button" className="btn btn-block" onClick={() => void people.more()}>
              {t('more')}
            </button>
          )}
        </section>
      </div>
      {open && (
        <PersonDialog
          key={open === 'new' ? 'new' : `${open.id} ${open.version}`}
          person={open === 'new' ? null : open}
          units={units}
          organisationId={chosen}
          onClose={() => setOpen(null)}
          onDone={(next) => {
            setOpen(null);
            again(next);
          }}
        />
      )}
      {unit && (
        <OrganisationDialog
          unit={unit === 'new' ? null : unit}
          units={units}
          onClose={() => setUnit(null)}
          onSaved={() => {
            setUnit(null);
            again(null);
          }}
        />
      )}
      {importing && (
        <ImportDialog onClose={() => setImporting(false)} onWritten={() => again(null)} />
      )}
    </div>
  );
}
