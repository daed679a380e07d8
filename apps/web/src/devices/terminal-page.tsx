import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { TerminalTickets } from '../ticket/terminal-tickets.tsx';
import './devices.css';
import { Faults } from './faults.tsx';
import { SelfTestRuns } from './self-test-runs.tsx';
import { LevelBar, TerminalState } from './terminal-state.tsx';
import { useTerminals } from './use-terminals.ts';
import { deviceWords } from './words.ts';

/** One terminal: how it is now, its tickets, its self-tests, its last 30 days. */
export default function TerminalPage({ terminalId }: { terminalId: string }) {
  const t = useWords(deviceWords);
  const p = useWords(platformWords);
  const { terminals, loading, advice, retry } = useTerminals();
  const terminal = terminals.find((x) => x.id === terminalId);
  return (
    <div className="page" data-testid="terminal-page">
      <div className="page-head">
        <Link href="/terminals" className="back-link">
          <Icon name="back" size={18} />
          {t('backToList')}
        </Link>
      </div>
      <AdviceLine text={advice} onRetry={retry} />
      {!terminal && !advice && <p className="faint">{loading ? p('loading') : t('noMatch')}</p>}
      {terminal && (
        <>
          <section className="card">
            <h1>{terminal.place}</h1>
            <p className="cell-sub">
              {terminal.schoolName} · {terminal.name}
            </p>
            <TerminalState terminal={terminal} />
            <LevelBar
              levelDbfs={
                terminal.state === 'online' ? (terminal.heartbeat?.levelDbfs ?? null) : null
              }
            />
            <Faults terminal={terminal} />
          </section>
          <TerminalTickets terminalId={terminalId} />
          {terminal.enrolled && <SelfTestRuns terminalId={terminalId} />}
        </>
      )}
    </div>
  );
}
