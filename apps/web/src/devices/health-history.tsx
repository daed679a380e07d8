import type { TerminalHistory } from '@anyuan/contracts/routes/terminals.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { healthWords } from './health-words.ts';
import { selfTestWords } from './self-test-words.ts';
import { deviceWords } from './words.ts';

const firstShown = 20;

/** Fault or outcome in words. */
function Code({ type, code }: TerminalHistory['events'][number]) {
  const d = useWords(deviceWords);
  const s = useWords(selfTestWords);
  if (code === null) return null;
  if (type === 'terminal.selfTested') {
    return <>{s(code as 'passed' | 'failed' | 'skipped')}</>;
  }
  const key = `fault.${code}` as keyof typeof deviceWords.zh;
  return <>{key in deviceWords.zh ? d(key) : code}</>;
}

const isBad = (e: TerminalHistory['events'][number]) =>
  e.type === 'terminal.offline' || e.type === 'terminal.faulted' || e.code === 'failed';

/** When it was there, what failed and came back, how its self-tests went. */
export function HealthHistory({ terminalId, round }: { terminalId: string; round: number }) {
  const t = useWords(healthWords);
  const p = useWords(platformWords);
  const [all, setAll] = useState(false);
  const { value, advice } = useLoaded(`${terminalId} ${round}`, (signal) =>
    call('showTerminalHistory', { params: { terminalId }, signal }),
  );
  if (!value) return <p className={advice ? 'notice' : 'faint'}>{advice ?? p('loading')}</p>;
  const { onlinePart, fromAt, events } = value;
  const shown = all ? events : events.slice(0, firstShown);
  return (
    <section data-testid="health-history">
      <h3>{t('history')}</h3>
      <p>
        {t('onlinePart')}{' '}
        <strong>{onlinePart === null ? t('unknown') : `${(onlinePart * 100).toFixed(1)} %`}</strong>{' '}
        <span className="faint">{t('since', { at: dateTime(fromAt) })}</span>
      </p>
      {events.length === 0 && <p className="faint">{t('nothing')}</p>}
      <ol className="health-events">
        {shown.map((e) => (
          <li key={`${e.at}${e.type}${e.code}`} className={isBad(e) ? 'late' : undefined}>
            <span className="faint">{dateTime(e.at)}</span> {t(e.type)} <Code {...e} />
          </li>
        ))}
      </ol>
      {events.length > shown.length && (
        <button type="button" className="btn btn-quiet" onClick={() => setAll(true)}>
          + {events.length - shown.length}
        </button>
      )}
    </section>
  );
}
