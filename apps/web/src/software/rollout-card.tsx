import type { RolloutChange, RolloutState } from '@anyuan/contracts/routes/software.ts';
import { useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import type { Rollout } from './board.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { StageRows } from './stage-rows.tsx';
import { ToldTable } from './told-table.tsx';
import { softwareWords } from './words.ts';

const readMs = 5_000;

/** What a person may do in each state. */
const changesIn: Record<RolloutState, readonly RolloutChange[]> = {
  running: ['pause', 'finish', 'takeBack'],
  paused: ['resume', 'finish', 'takeBack'],
  stopped: ['takeBack', 'resume', 'finish'],
  done: ['takeBack'],
  takenBack: [],
};

/** The newest rollout: how far it is, what stopped it, and what can be done about it. */
export function RolloutCard({ rollout, onChanged }: { rollout: Rollout; onChanged: () => void }) {
  const t = useWords(softwareWords);
  const p = useWords(platformWords);
  const [asking, setAsking] = useState<RolloutChange | null>(null);
  const params = { rolloutId: rollout.id };
  const { value, advice, reload } = useLoaded(`rollout ${rollout.id}`, (signal) =>
    call('showRollout', { params, signal }),
  );
  useEffect(() => {
    const timer = setInterval(reload, readMs);
    return () => clearInterval(timer);
  }, [reload]);
  const shown = value?.rollout ?? rollout;
  // While it runs nothing needs to be done.
  const isHeld = shown.state === 'paused' || shown.state === 'stopped';
  const isMoved = value !== null && value.rollout.state !== rollout.state;
  useEffect(() => {
    if (isMoved) onChanged();
  }, [isMoved, onChanged]);
  const changes = changesIn[shown.state];
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <section className="card" data-testid="rollout">
      <div className="software-head">
        <h2>{t('bringing', { version: shown.version })}</h2>
        <span
          className={`software-state software-state-${shown.state}`}
          role="status"
          data-testid="rollout-state"
        >
          {t(`state.${shown.state}`)}
        </span>
        {changes.map((change, i) => (
          <button
            key={change}
            type="button"
            className={i === 0 && isHeld ? 'btn btn-primary' : 'btn'}
            onClick={() => setAsking(change)}
          >
            {t(`do.${change}`)}
          </button>
        ))}
      </div>
      <Story rollout={shown} />
      {shown.state === 'takenBack' && value && (
        <p role="status">{t('returned', { n: value.returned, told: shown.told })}</p>
      )}
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value && <StageRows detail={value} />}
      {value && <ToldTable detail={value} />}
      {asking && (
        <ChangeDialog
          rollout={shown}
          change={asking}
          onClose={() => setAsking(null)}
          onChanged={changed}
        />
      )}
    </section>
  );
}

/** Who began it, who changed it last and why; what stopped it. */
function Story({ rollout }: { rollout: Rollout }) {
  const t = useWords(softwareWords);
  const { state, begunAt, begunBy, changedAt, changedBy, reason, failed, failedMax } = rollout;
  const time = dateTime(changedAt);
  const changed = changedBy ? t('changed', { time, name: changedBy }) : t('byItself', { time });
  return (
    <div className="software-story">
      <p className="cell-sub">
        {t('begun', { time: dateTime(begunAt), name: begunBy })}
        {(state !== 'running' || reason !== null) && ` · ${changed} ${t(`state.${state}`)}`}
        {reason && ` · ${t('reasonOf', { reason })}`}
      </p>
      {state === 'stopped' && (
        <p className="notice" role="alert" data-testid="stopped-why">
          {t('stoppedWhy', { failed, max: failedMax })}
        </p>
      )}
    </div>
  );
}
