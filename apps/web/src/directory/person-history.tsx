import type { PersonDraft, PersonView } from '@anyuan/contracts/people.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { directoryWords } from './words.ts';

const shown = ['name', 'login', 'title', 'phone', 'email', 'endsOn', 'active'] as const;

/** What differs between two states, in the order of the form. */
function differences(before: Record<string, unknown>, after: Record<string, unknown>) {
  const plain = shown.filter((field) => before[field] !== after[field]);
  const lines = plain.map((field) => `${before[field] ?? '—'} → ${after[field] ?? '—'}`);
  const roles = JSON.stringify(before.assignments) !== JSON.stringify(after.assignments);
  return { lines, roles };
}

/** Who changed what when; each state before can be brought back. */
export function PersonHistory(props: {
  person: PersonView;
  onRestore: (draft: PersonDraft) => void;
}) {
  const { person, onRestore } = props;
  const t = useWords(directoryWords);
  const { value } = useLoaded(`person changes ${person.id} ${person.version}`, (signal) =>
    call('listPersonChanges', { params: { memberId: person.id }, signal }),
  );
  if (!value || value.changes.length === 0) return null;
  return (
    <details className="place-history">
      <summary>{t('history')}</summary>
      <ul>
        {value.changes.map(({ id, at, by, before, after }) => {
          const { lines, roles } = before
            ? differences(before, after)
            : { lines: [t('made')], roles: false };
          const { active: _active, ...draft } = before ?? {};
          return (
            <li key={id}>
              <span className="cell-sub">
                {t('changedBy', { time: dateTime(at), name: by ?? '—' })}
              </span>
              <span>{[...lines, ...(roles ? [t('roles')] : [])].join('；')}</span>
              {before && (
                <button
                  type="button"
                  className="btn btn-quiet"
                  onClick={() => onRestore(draft as unknown as PersonDraft)}
                >
                  {t('restore')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
