import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';
import { NewRollout } from './new-rollout.tsx';
import { Releases } from './releases.tsx';
import { RolloutCard } from './rollout-card.tsx';
import { RolloutHistory } from './rollout-history.tsx';
import './software.css';
import type { Rollout, SoftwareBoard } from './board.ts';
import { Versions } from './versions.tsx';
import { softwareWords } from './words.ts';

/** What runs is read more often by its own card. */
const readMs = 20_000;

/** One that is not at its end: no other can begin. */
export const isOpen = (r: Rollout) => ['running', 'paused', 'stopped'].includes(r.state);

/** Releases of terminal software, how one is brought out, and what runs where. */
export default function SoftwarePage() {
  const t = useWords(softwareWords);
  const p = useWords(platformWords);
  const { value, advice, reload } = useLoaded('software', (signal) =>
    call('showSoftware', { signal }),
  );
  useEffect(() => {
    const timer = setInterval(reload, readMs);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        <Link href="/terminals" className="btn">
          {t('toTerminals')}
        </Link>
      </div>
      <p className="field-hint">{t('intro')}</p>
      <AdviceLine text={advice} onRetry={reload} />
      {value ? (
        <Board board={value} onChanged={reload} />
      ) : (
        !advice && <p className="faint">{p('loading')}</p>
      )}
    </div>
  );
}

function Board({ board, onChanged }: { board: SoftwareBoard; onChanged: () => void }) {
  const [planning, setPlanning] = useState<string | null>(null);
  const [newest, ...older] = board.rollouts;
  const blocked = newest !== undefined && isOpen(newest);
  const done = () => {
    setPlanning(null);
    onChanged();
  };
  return (
    <>
      {newest && <RolloutCard rollout={newest} onChanged={onChanged} />}
      {planning !== null && !blocked && (
        <NewRollout
          key={planning}
          version={planning}
          onDone={done}
          onCancel={() => setPlanning(null)}
        />
      )}
      <Releases board={board} blocked={blocked} onPlan={setPlanning} onChanged={onChanged} />
      <Versions versions={board.versions} />
      {older.length > 0 && <RolloutHistory rollouts={older} />}
    </>
  );
}
