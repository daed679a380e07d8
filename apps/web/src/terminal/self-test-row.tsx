import { alarmWords } from '../alarm/words.ts';
import { selfTestWords } from '../devices/self-test-words.ts';
import { deviceWords } from '../devices/words.ts';
import { useWords } from '../platform/i18n.ts';
import { testSelf } from './host.ts';
import type { TerminalPageView } from './messages.ts';
import { terminalWords } from './words.ts';

type Shown = TerminalPageView['selfTest'];

/** What came of it, in words that say what to look at. */
function Outcome({ test }: { test: Shown }) {
  const t = useWords(selfTestWords);
  const w = useWords(terminalWords);
  const d = useWords(deviceWords);
  const k = useWords(alarmWords);
  if (test === null) return null;
  if (test === 'running') return <p role="status">{w('selfTesting')}</p>;
  const { outcome, skipped, findings, heard, words } = test;
  const why = skipped ? [t(`skip.${skipped}`)] : findings.map((code) => d(`fault.${code}`));
  const kinds = [heard?.kind, words ? ('phrase' as const) : undefined];
  const named = kinds.flatMap((kind) =>
    kind === undefined ? [] : [w('selfTestHeard', { kind: k(`kind.${kind}`) })],
  );
  return (
    <p role="status" data-testid="terminal-self-test-outcome" data-outcome={outcome}>
      <strong>{t(outcome)}</strong> {[...why, ...named].join(' · ')}
    </p>
  );
}

/** A touch makes the loudspeaker prove itself to the microphone; nobody is called. */
export function SelfTestRow({ test }: { test: Shown }) {
  const t = useWords(terminalWords);
  return (
    <div className="term-self-test">
      <button
        type="button"
        className="btn"
        data-testid="terminal-self-test"
        disabled={test === 'running'}
        onClick={testSelf}
      >
        {t('selfTest')}
      </button>
      <p className="faint">{t('selfTestHow')}</p>
      <Outcome test={test} />
    </div>
  );
}
