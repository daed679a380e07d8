import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { useState } from 'react';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { TerminalTickets } from '../ticket/terminal-tickets.tsx';
import './devices.css';
import { EnrolDialog } from './enrol-dialog.tsx';
import { Faults } from './faults.tsx';
import { SelfTestRuns } from './self-test-runs.tsx';
import { LevelBar, TerminalState } from './terminal-state.tsx';
import { useTerminals } from './use-terminals.ts';
import { deviceWords } from './words.ts';

/** Its code for another device, and the sheet that is stuck beside it. */
function Manage({ terminal }: { terminal: TerminalView }) {
  const t = useWords(deviceWords);
  const [enrolling, setEnrolling] = useState<TerminalView | null>(null);
  return (
    <div className="row-actions">
      <button
        type="button"
        className="btn"
        data-testid="enrol-button"
        onClick={() => setEnrolling(terminal)}
      >
        {t('enrol')}
      </button>
      <Link href={`/terminals/${terminal.id}/sticker`} className="btn">
        {t('sticker')}
      </Link>
      <EnrolDialog terminal={enrolling} onClose={() => setEnrolling(null)} />
    </div>
  );
}

/** One terminal: how it is now, its tickets, its self-tests, its last 30 days. */
export default function TerminalPage({ terminalId }: { terminalId: string }) {
  const t = useWords(deviceWords);
  const p = useWords(platformWords);
  const mayManage = useMay('terminal.manage');
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
          <section className="card terminal-now">
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
            {mayManage && <Manage terminal={terminal} />}
          </section>
          <TerminalTickets terminalId={terminalId} />
          {terminal.enrolled && <SelfTestRuns terminalId={terminalId} />}
        </>
      )}
    </div>
  );
}
