import type { LatestSelfTest } from '@anyuan/contracts/routes/self-tests.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import { Modal } from 'antd';
import { useState } from 'react';
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

/** The newest self-test of each terminal, by its id. */
export function useSelfTests(): ReadonlyMap<string, LatestSelfTest> {
  const { value } = useLoaded('self-tests', (signal) => call('listSelfTests', { signal }));
  return new Map((value?.terminals ?? []).map((x) => [x.terminalId, x]));
}

function stateOf(test: LatestSelfTest): SelfTest['outcome'] | 'missing' | 'never' {
  if (test.missing) return 'missing';
  return test.last?.result.outcome ?? 'never';
}

/** In one word; a missing result is as much in need of somebody as a failed one. */
export function SelfTestCell(props: { terminal: TerminalView; test: LatestSelfTest | undefined }) {
  const t = useWords(selfTestWords);
  const [open, setOpen] = useState(false);
  const { terminal, test } = props;
  if (!test || !terminal.enrolled) return <span className="unknown">—</span>;
  const state = stateOf(test);
  return (
    <>
      <button
        type="button"
        className={`self-test self-test-${state}`}
        data-testid="self-test"
        aria-label={`${t(state)}。${t('open', { place: terminal.place })}`}
        onClick={() => setOpen(true)}
      >
        {t(state)}
      </button>
      {test.last && <div className="cell-sub">{dateTime(test.last.receivedAt)}</div>}
      <Modal
        title={`${t('dialog')} · ${terminal.place}`}
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        width={720}
        destroyOnHidden
      >
        <Runs terminalId={terminal.id} />
      </Modal>
    </>
  );
}

/** What one terminal went through: its history, its self-tests, and a button for one more. */
function Runs({ terminalId }: { terminalId: string }) {
  const { value, advice, reload } = useLoaded(terminalId, (signal) =>
    call('showSelfTests', { params: { terminalId }, signal }),
  );
  const newest = value?.runs[0]?.result.id ?? '';
  return (
    <>
      {value && <AskSelfTest terminalId={terminalId} newest={newest} onLook={reload} />}
      <RunTable runs={value?.runs ?? null} advice={advice} />
      <HealthHistory terminalId={terminalId} round={value?.runs.length ?? 0} />
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
  const { outcome, skipped, findings, measures: m, heard } = result;
  const why = skipped ? [t(`skip.${skipped}`)] : findings.map((code) => d(`fault.${code}`));
  const figure = (value: number | null | undefined, unit: string) =>
    value === null || value === undefined ? '—' : `${value} ${unit}`;
  return (
    <tr>
      <td>{dateTime(at)}</td>
      <td>
        <span className={`self-test-${outcome}`}>{t(outcome)}</span>
        {why.length > 0 && <div className="cell-sub">{why.join('，')}</div>}
      </td>
      <td>{heard ? k(`kind.${heard.kind}`) : '—'}</td>
      <td>{figure(m?.delayMs, 'ms')}</td>
      <td>{figure(m?.levelDb, 'dB')}</td>
      <td>{figure(m?.noiseDbfs, 'dBFS')}</td>
    </tr>
  );
}
