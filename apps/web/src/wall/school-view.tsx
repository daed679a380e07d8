import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { useMemo, useState } from 'react';
import { PlanView } from '../places/plan-view.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { terminalsStore } from '../platform/live.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { wallWords } from './words.ts';

/** As read once, each replaced by what the live link says since: the link alone tells only of those that change. */
function useTerminalsOf(schoolId: string) {
  const live = useStore(terminalsStore);
  const { value } = useLoaded(`terminals of ${schoolId}`, (signal) =>
    call('listTerminals', { query: { schoolId }, signal }),
  );
  return useMemo(() => {
    if (!value) return null;
    const byId = new Map(value.terminals.map((t) => [t.id, t]));
    for (const [id, t] of live) if (t.schoolId === schoolId) byId.set(id, t);
    return [...byId.values()].sort((a, b) => a.place.localeCompare(b.place, 'zh'));
  }, [value, live, schoolId]);
}

/** One school: the floor where its alarm runs, or the one chosen, beside its terminals as they are now. */
export function SchoolView(props: {
  schoolId: string;
  name: string;
  alarms: readonly AlarmSummary[];
}) {
  const { schoolId, name, alarms } = props;
  const t = useWords(wallWords);
  const terminals = useTerminalsOf(schoolId);
  const [chosen, choose] = useState<string | null>(null);
  const here = alarms.filter((a) => a.schoolId === schoolId);
  const zones = new Set(here.map((a) => a.zoneId));
  const zoneId = here[0]?.zoneId ?? chosen ?? terminals?.[0]?.zoneId;
  return (
    <div className="wall-school" data-testid="school-view">
      <h3>
        <a href="/terminals">{t('floor', { name })}</a>
      </h3>
      {zoneId && (
        <PlanView schoolId={schoolId} zoneId={zoneId} running={here[0]?.alarmKind ?? null} />
      )}
      {terminals?.length === 0 && <p className="wall-empty">{t('noTerminals')}</p>}
      <ul>
        {terminals?.map((terminal) => (
          <TerminalRow
            key={terminal.id}
            terminal={terminal}
            alarm={zones.has(terminal.zoneId)}
            shown={terminal.zoneId === zoneId}
            onShow={() => choose(terminal.zoneId)}
          />
        ))}
      </ul>
    </div>
  );
}

function TerminalRow(props: {
  terminal: TerminalView;
  alarm: boolean;
  shown: boolean;
  onShow(): void;
}) {
  const { terminal, alarm, shown, onShow } = props;
  const t = useWords(wallWords);
  const state = terminal.enrolled ? terminal.state : 'notEnrolled';
  return (
    <li>
      <button
        type="button"
        className={`wall-terminal wall-terminal-${alarm ? 'alarm' : state}`}
        aria-pressed={shown}
        data-testid="wall-terminal"
        onClick={onShow}
      >
        <span>{terminal.place}</span>
        <span>
          {t(state)}
          {terminal.faults.length > 0 && ` · ${t('faults', { n: terminal.faults.length })}`}
        </span>
      </button>
    </li>
  );
}
