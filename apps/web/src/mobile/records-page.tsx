import { useState } from 'react';
import { Link } from 'wouter';
import { whatText } from '../alarm/describe.ts';
import { KindMark } from '../alarm/marks.tsx';
import { needsReview } from '../alarm/recent.ts';
import { useRecent } from '../alarm/use-recent.ts';
import { alarmWords } from '../alarm/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { beganAt } from '../platform/live-merge.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { recordTime } from '../platform/time.ts';
import { mobileWords } from './words.ts';

export function RecordsPage() {
  const t = useWords(mobileWords);
  const a = useWords(alarmWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  const recent = useRecent();
  const mayReview = useMay('alarm.review');
  const asked = new URLSearchParams(location.search).get('view') === 'review';
  const [view, setView] = useState<'any' | 'review'>(asked && mayReview ? 'review' : 'any');
  const shown = view === 'any' ? recent.alarms : recent.alarms.filter(needsReview);
  return (
    <div className="phone-page">
      <h1>{t('records')}</h1>
      {mayReview && (
        <div className="chips">
          {(['any', 'review'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === view}
              onClick={() => setView(one)}
            >
              {t(one === 'any' ? 'anyRecord' : 'toReview')}
            </button>
          ))}
        </div>
      )}
      <AdviceLine text={recent.advice} onRetry={recent.reload} />
      {recent.loading && <p className="faint">{p('loading')}</p>}
      {recent.known && shown.length === 0 && (
        <p className="faint">{t(view === 'any' ? 'noRecords' : 'noneToReview')}</p>
      )}
      <div>
        {shown.map((alarm) => (
          <Link key={alarm.id} href={`/alarms/${alarm.id}`} className="phone-line">
            <span className="phone-line-text">
              <strong>{alarm.place}</strong>
              <span className="cell-sub">
                {recordTime(beganAt(alarm), serverNow())} · {whatText(alarm, locale)}
              </span>
            </span>
            <KindMark alarm={alarm} />
            <span>{alarm.verdict ? a(`verdict.${alarm.verdict}`) : '—'}</span>
          </Link>
        ))}
      </div>
      {recent.more && (
        <button
          type="button"
          className="btn btn-large"
          disabled={recent.busy}
          onClick={() => void recent.readOlder()}
        >
          {t('older')}
        </button>
      )}
    </div>
  );
}
