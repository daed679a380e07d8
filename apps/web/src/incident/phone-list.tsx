import { kindWords, stateWords } from '@anyuan/core/incident/words.ts';
import { useState } from 'react';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import './incident.css';
import { Deadline, Waiting } from './marks.tsx';
import { useIncidents } from './use-incidents.ts';
import { incidentWords } from './words.ts';

/** My incidents on the phone; everything open is one tap away. */
export default function PhoneIncidents() {
  const t = useWords(incidentWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  const mayReview = useMay('incident.review');
  const views = mayReview ? (['mine', 'open', 'review'] as const) : (['mine', 'open'] as const);
  const asked = new URLSearchParams(location.search).get('view');
  const [view, setView] = useState(views.find((one) => one === asked) ?? 'mine');
  const loaded = useIncidents({ view, text: '' });
  return (
    <div className="phone-page">
      <h1>{t('title')}</h1>
      <div className="chips">
        {views.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={view === one}
            onClick={() => setView(one)}
          >
            {t(one === 'review' ? 'toReview' : one)}
          </button>
        ))}
      </div>
      <AdviceLine text={loaded.advice} onRetry={loaded.retry} />
      {loaded.loading && loaded.incidents.length === 0 && <p className="faint">{p('loading')}</p>}
      {!loaded.loading && !loaded.advice && loaded.incidents.length === 0 && (
        <p className="faint">{t('noMatch')}</p>
      )}
      {loaded.incidents.map((i) => (
        <Link key={i.id} href={`/incidents/${i.id}`} className="phone-line">
          <span className="phone-line-text">
            <strong>{i.title}</strong>
            <span className="cell-sub">
              #{i.number} · {kindWords[locale][i.kind]} · {stateWords[locale][i.state]}
            </span>
            <Deadline incident={i} /> <Waiting incident={i} />
          </span>
        </Link>
      ))}
    </div>
  );
}
