import type { SchoolDigest } from '@anyuan/contracts/routes/digests.ts';
import { useState } from 'react';
import { incidentWords } from '../incident/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dayOf } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import './digest.css';

const columns = [
  ['dAlarms', 'alarms'],
  ['dTrue', 'alarmsTrue'],
  ['dFalse', 'alarmsFalse'],
  ['dArrival', 'arrivalSec'],
  ['dOpened', 'opened'],
  ['dConcluded', 'concluded'],
  ['dClimbed', 'climbed'],
  ['dFindings', 'findingsOpen'],
] as const satisfies readonly (readonly [keyof typeof incidentWords.zh, keyof SchoolDigest])[];

/** 每日会商研判. A figure that is not known is "—", never zero. */
export default function DigestPage({ day: asked }: { day?: string | undefined }) {
  const t = useWords(incidentWords);
  const p = useWords(platformWords);
  const yesterday = dayOf(serverNow() - 86_400_000);
  const [day, setDay] = useState(asked ?? yesterday);
  const { value, advice, retry } = useLoaded(`digest ${day}`, (signal) =>
    call('showDigest', { params: { day }, signal }),
  );
  return (
    <div className="page phone-page">
      <div className="page-head">
        <h1>{t('digest')}</h1>
        <input
          className="input"
          type="date"
          aria-label={t('day')}
          max={dayOf(serverNow())}
          value={day}
          onChange={(event) => setDay(event.target.value || yesterday)}
        />
      </div>
      <p className="faint">{t('digestHint')}</p>
      <AdviceLine text={advice} onRetry={retry} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value?.schools.length === 0 && <p className="faint">{t('digestEmpty')}</p>}
      {value?.schools.map((s) => (
        <section key={s.schoolId} className="card">
          <h2>{s.schoolName}</h2>
          {s.stationName && <p className="faint">{s.stationName}</p>}
          <dl className="digest-figures">
            {columns.map(([word, key]) => (
              <div key={key}>
                <dt>{t(word)}</dt>
                <dd>{s[key] ?? '—'}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
