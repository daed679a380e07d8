import type { DrillView } from '@anyuan/contracts/routes/drills.ts';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { listed, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { drillsToRun } from './to-run.ts';
import { drillWords } from './words.ts';

/** Says whom it calls before it begins: everybody of those posts is rung. */
function Begin({ drill, busy, onBegin }: { drill: DrillView; busy: boolean; onBegin: () => void }) {
  const t = useWords(drillWords);
  const a = useWords(alarmWords);
  const p = useWords(platformWords);
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" className="btn btn-large" onClick={() => setAsked(true)}>
        {t('start')}
      </button>
    );
  }
  const posts = listed(drill.judged.map((post) => a(`post.${post}`)));
  return (
    <>
      <p>{t('startMeans', { posts })}</p>
      <div className="action-row">
        <button
          type="button"
          className="btn btn-large btn-primary"
          data-testid="drill-begin"
          disabled={busy}
          onClick={onBegin}
        >
          {t('start')}
        </button>
        <button type="button" className="btn btn-large" onClick={() => setAsked(false)}>
          {p('cancel')}
        </button>
      </div>
    </>
  );
}

function Drill({ drill, onDone }: { drill: DrillView; onDone: () => void }) {
  const t = useWords(drillWords);
  const doing = useDoing();
  const { id: drillId, runningId } = drill;
  const act = (run: () => Promise<unknown>) => void doing.run(run).then((ok) => ok && onDone());
  return (
    <section className="card duty-card" data-testid="phone-drill">
      <h2>{drill.title}</h2>
      <p className="cell-sub">
        {drill.schoolName} · {listed(drill.places)}
      </p>
      <p className="cell-sub">
        {t(drill.announced ? 'announced' : 'surprise')}
        {drill.dueAt !== null && ` · ${t('begins', { time: dateTime(drill.dueAt).slice(5, 16) })}`}
      </p>
      {runningId === null ? (
        <Begin
          drill={drill}
          busy={doing.busy}
          onBegin={() => act(() => call('startDrill', { params: { drillId } }))}
        />
      ) : (
        <>
          <span className="tag">{t('running')}</span>
          <button
            type="button"
            className="btn btn-large"
            disabled={doing.busy}
            onClick={() => act(() => call('stopDrillRun', { params: { runId: runningId } }))}
          >
            {t('stop')}
          </button>
        </>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}

/** Drills that somebody has to see to, each begun or ended from here; planning is done at a desk. */
export default function PhoneDrills() {
  const t = useWords(drillWords);
  const p = useWords(platformWords);
  const { value, advice, reload, retry } = useLoaded('drills', (signal) =>
    call('listDrills', { signal }),
  );
  const drills = value && drillsToRun(value.drills, value.runs, serverNow());
  return (
    <div className="phone-page">
      <h1>{t('toRun')}</h1>
      <AdviceLine text={advice} onRetry={retry} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {drills?.length === 0 && <p className="faint">{t('noneToRun')}</p>}
      {drills?.map((drill) => (
        <Drill key={drill.id} drill={drill} onDone={reload} />
      ))}
    </div>
  );
}
