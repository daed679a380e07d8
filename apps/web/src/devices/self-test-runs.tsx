import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { AskSelfTest } from './ask-self-test.tsx';
import { HealthHistory } from './health-history.tsx';
import { selfTestWords } from './self-test-words.ts';
import { deviceWords } from './words.ts';

/** What one terminal went through: its self-tests, a button for one more, and its history. */
export function SelfTestRuns({ terminalId }: { terminalId: string }) {
  const t = useWords(selfTestWords);
  const { value, advice, reload } = useLoaded(terminalId, (signal) =>
    call('showSelfTests', { params: { terminalId }, signal }),
  );
  const newest = value?.runs[0]?.result.id ?? '';
  return (
    <>
      <section className="card">
        <h2>{t('dialog')}</h2>
        {value && <AskSelfTest terminalId={terminalId} newest={newest} onLook={reload} />}
        <RunTable runs={value?.runs ?? null} advice={advice} />
      </section>
      <section className="card">
        <HealthHistory terminalId={terminalId} round={value?.runs.length ?? 0} />
      </section>
    </>
  );
}

function RunTable(props: {
  runs: { receivedAt: number; result: SelfTest }[] | null;
  advice: string | null;
}) {
  const t = useWords(selfTestWords);
  const p = useWords(platformWords);
  const { runs, advice } = props;
  if (advice) return <p className="notice">{advice}</p>;
  if (!runs) return <p className="faint">{p('loading')}</p>;
  if (runs.length === 0) return <p className="table-empty">{t('none')}</p>;
  return (
    <>
      <p className="field-hint">{t('how')}</p>
      <table className="self-test-runs">
        <thead>
          <tr>
            {(['when', 'result', 'heard', 'delay', 'level', 'noise'] as const).map((key) => (
              <th key={key}>{t(key)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map(({ receivedAt, result }) => (
            <RunRow key={result.id} at={receivedAt} result={result} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function RunRow({ at, result }: { at: number; result: SelfTest }) {
  const t = useWords(selfTestWords);
  const d = useWords(deviceWords);
  const k = useWords(alarmWords);
  const { outcome, skipped, findings, measures: m, heard, words } = result;
  const why = skipped ? [t(`skip.${skipped}`)] : findings.map((code) => d(`fault.${code}`));
  const figure = (value: number | null | undefined, unit: string) =>
    value === null || value === undefined ? '—' : `${value} ${unit}`;
  const kinds = [heard?.kind, words ? ('phrase' as const) : undefined];
  const named = kinds.flatMap((kind) => (kind === undefined ? [] : [k(`kind.${kind}`)]));
  return (
    <tr>
      <td>{dateTime(at)}</td>
      <td>
        <span className={`self-test-${outcome}`}>{t(outcome)}</span>
        {why.length > 0 && <div className="cell-sub">{why.join('，')}</div>}
      </td>
      <td>{named.join(' · ') || '—'}</td>
      <td>{figure(m?.delayMs, 'ms')}</td>
      <td>{figure(m?.levelDb, 'dB')}</td>
      <td>{figure(m?.noiseDbfs, 'dBFS')}</td>
    </tr>
  );
}
