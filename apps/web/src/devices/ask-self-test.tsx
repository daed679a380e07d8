import { useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { healthWords } from './health-words.ts';

const lookEveryMs = 3000;
/** A test takes some 15 s; after this nothing comes any more. */
const waitMs = 60_000;

/** Lets the terminal test itself now and says when its result has come. */
export function AskSelfTest(props: { terminalId: string; newest: string; onLook: () => void }) {
  const t = useWords(healthWords);
  const doing = useDoing();
  const may = useMay('drill.test');
  const { terminalId, newest, onLook } = props;
  /** The newest result when it was asked; null: not asked. */
  const [before, setBefore] = useState<string | null>(null);
  const waits = before !== null && before === newest;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(onLook, lookEveryMs);
    const end = setTimeout(() => setBefore(null), waitMs);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [waits, onLook]);
  if (!may) return null;
  const ask = () =>
    void doing
      .run(() => call('askSelfTest', { params: { terminalId } }))
      .then((done) => done && setBefore(newest));
  return (
    <div className="ask-self-test">
      <button
        type="button"
        className="btn"
        data-testid="ask-self-test"
        disabled={doing.busy || waits}
        onClick={ask}
      >
        {t('ask')}
      </button>
      <span role="status" className={doing.advice ? 'late' : 'faint'}>
        {doing.advice ?? (waits ? t('asked') : before === null ? t('askHint') : t('arrived'))}
      </span>
    </div>
  );
}
