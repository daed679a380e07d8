import type { PeopleImport } from '@anyuan/contracts/people.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { directoryWords } from './words.ts';

/** What became of a list that was taken back, in one line. */
export function TakenBack({ list }: { list: PeopleImport }) {
  const t = useWords(directoryWords);
  if (!list.takenBack) return null;
  const { kept } = list.takenBack;
  return (
    <span>
      {t('takenBack', { removed: list.takenBack.removed, restored: list.takenBack.restored })}
      {kept > 0 && t('takenBackKept', { kept })}
    </span>
  );
}

/** Takes a whole list back, after saying what that means. */
export function TakeBack({
  list,
  onTaken,
}: {
  list: PeopleImport;
  onTaken: (l: PeopleImport) => void;
}) {
  const t = useWords(directoryWords);
  const doing = useDoing();
  const [asked, setAsked] = useState(false);
  const go = () =>
    void doing.run(async () => {
      onTaken(await call('takeBackPeopleImport', { params: { importId: list.id } }));
      setAsked(false);
    });
  if (!asked) {
    return (
      <button
        type="button"
        className="btn"
        data-testid="import-take-back"
        onClick={() => setAsked(true)}
      >
        {t('takeBack')}
      </button>
    );
  }
  return (
    <span className="import-ask" role="alert">
      {doing.advice ?? t('takeBackAsk', { n: list.counts.new, m: list.counts.changed })}
      <button
        type="button"
        className="btn btn-primary"
        data-testid="import-take-back-yes"
        disabled={doing.busy}
        onClick={go}
      >
        {t('takeBackYes')}
      </button>
      <button type="button" className="btn btn-quiet" onClick={() => setAsked(false)}>
        {t('cancel')}
      </button>
    </span>
  );
}

/** Lists that were written before: each can still be taken back. */
export function PastImports({ onTaken }: { onTaken: (list: PeopleImport) => void }) {
  const t = useWords(directoryWords);
  const { value } = useLoaded('past imports', (signal) => call('listPeopleImports', { signal }));
  if (!value || value.imports.length === 0) return null;
  return (
    <section className="import-past" aria-label={t('past')}>
      <h3>{t('past')}</h3>
      <ul>
        {value.imports.map((list) => (
          <li key={list.id}>
            <span>
              {list.fileName} <span className="cell-sub">{dateTime(list.at)}</span>
            </span>
            {list.state === 'written' ? (
              <>
                <span className="cell-sub">
                  {t('pastCounts', { n: list.counts.new, m: list.counts.changed })}
                </span>
                <TakeBack list={list} onTaken={onTaken} />
              </>
            ) : (
              <TakenBack list={list} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
