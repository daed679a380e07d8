import type { LatestSelfTest } from '@anyuan/contracts/routes/self-tests.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import { Link } from 'wouter';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { selfTestWords } from './self-test-words.ts';

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
  const { terminal, test } = props;
  if (!test || !terminal.enrolled) return <span className="unknown">—</span>;
  const state = stateOf(test);
  return (
    <>
      <Link
        href={`/terminals/${terminal.id}`}
        className={`self-test self-test-${state}`}
        data-testid="self-test"
        aria-label={`${t(state)}。${t('open', { place: terminal.place })}`}
      >
        {t(state)}
      </Link>
      {test.last && <div className="cell-sub">{dateTime(test.last.receivedAt)}</div>}
    </>
  );
}
