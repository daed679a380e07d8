import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import type { PartProps } from './part.ts';
import { Say } from './say.tsx';
import { incidentWords } from './words.ts';

/** Private notes of the reader's own side. */
export function Notes({ incident, onDone }: PartProps) {
  const [side] = incident.notesOf;
  return side ? <NotesOf key={side} side={side} incident={incident} onDone={onDone} /> : null;
}

function NotesOf({ incident, onDone, side }: PartProps & { side: 'school' | 'police' }) {
  const t = useWords(incidentWords);
  const params = { incidentId: incident.id };
  const isPolice = side === 'police';
  const { value, advice, reload } = useLoaded(`notes ${side} ${incident.id}`, (signal) =>
    call(isPolice ? 'listPoliceNotes' : 'listSchoolNotes', { params, signal }),
  );
  return (
    <section className="card">
      <h2>{t('notes')}</h2>
      <p className="faint">{t('notesHint')}</p>
      {advice && <p className="notice">{advice}</p>}
      <ul className="incident-lines">
        {value?.notes.map((n) => (
          <li key={n.id}>
            <span className="faint">
              {dateTime(n.at)} {n.personName}
            </span>{' '}
            {n.text}
          </li>
        ))}
      </ul>
      <Say
        label={t('addNote')}
        hint={t('notes')}
        max={4000}
        onSay={(text) =>
          call(isPolice ? 'addPoliceNote' : 'addSchoolNote', { params, body: { text } })
        }
        onDone={() => {
          reload();
          onDone();
        }}
      />
    </section>
  );
}
