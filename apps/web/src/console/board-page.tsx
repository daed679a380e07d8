import { boardWords } from '../alarm/console-words.ts';
import { Ago } from '../alarm/marks.tsx';
import { RecentList } from '../alarm/recent-list.tsx';
import { RunningBoard } from '../alarm/running-board.tsx';
import { useRecent } from '../alarm/use-recent.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { operationsStore } from '../platform/live.ts';
import { beganAt } from '../platform/live-merge.ts';
import { useStore } from '../platform/use-store.ts';
import { WaitingTickets } from '../ticket/waiting-line.tsx';

/** Alarms about the system itself: amber, never red. */
function Operations() {
  const t = useWords(boardWords);
  const operations = useStore(operationsStore);
  if (operations.length === 0) return null;
  return (
    <section className="operations" aria-label={t('operations')}>
      {operations.map((operation) => (
        <p key={operation.id} className="notice">
          <Icon name="alarm" />
          <span>{operation.text}</span>
          <span className="faint">
            <Ago at={operation.raisedAt} />
          </span>
        </p>
      ))}
    </section>
  );
}

export function BoardPage() {
  const recent = useRecent();
  const newest = recent.alarms[0];
  const lastAt = recent.known ? (newest ? beganAt(newest) : null) : undefined;
  return (
    <div className="page">
      <RunningBoard lastAt={lastAt} />
      <Operations />
      <WaitingTickets />
      <RecentList recent={recent} />
    </div>
  );
}
