import { useState } from 'react';
import '../devices/devices.css';
import { useTerminals } from '../devices/use-terminals.ts';
import { useWords } from '../platform/i18n.ts';
import { learningWords } from './learning-words.ts';
import { LessonsCard } from './lessons-card.tsx';
import { WakeCard } from './wake-card.tsx';

/** How the terminals of a school judge, and what that has brought. */
export default function HearingPage() {
  const t = useWords(learningWords);
  const { terminals } = useTerminals();
  const schools = new Map(terminals.map((x) => [x.schoolId, x.schoolName]));
  const [chosen, setChosen] = useState('');
  const schoolId = chosen || [...schools.keys()][0];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        {schools.size > 1 && (
          <select
            className="input"
            aria-label={t('school')}
            value={schoolId}
            onChange={(e) => setChosen(e.target.value)}
          >
            {[...schools].map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      {schoolId === undefined ? (
        <p className="table-empty">{t('empty')}</p>
      ) : (
        <>
          <LessonsCard key={`l ${schoolId}`} schoolId={schoolId} terminals={terminals} />
          <WakeCard key={`w ${schoolId}`} schoolId={schoolId} />
        </>
      )}
    </div>
  );
}
