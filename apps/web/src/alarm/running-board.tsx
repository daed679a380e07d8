import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTerminals } from '../devices/use-terminals.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { linkStore } from '../platform/live.ts';
import { useMay } from '../platform/session.ts';
import { useKeys } from '../platform/use-keys.ts';
import { useStore } from '../platform/use-store.ts';
import { acceptAlarm } from '../response/actions.ts';
import { AlarmBanner } from './alarm-banner.tsx';
import { boardWords } from './console-words.ts';
import { useOpenAlarms } from './live-alarms.ts';
import { Ago } from './marks.tsx';

/** So many alarms get a large banner; the rest stay visible as small ones. In a flood only the first is large. */
const largeOnes = (n: number) => (n > 6 ? 1 : 2);

/** Terminals that can hear, of those that should. */
function OnlineFigure() {
  const t = useWords(boardWords);
  const { enrolled, online } = useTerminals();
  return (
    <div className="figure">
      <dt>{t('terminalsOnline')}</dt>
      <dd>
        {enrolled > 0 ? (
          <>
            {online} <span className="faint">/ {enrolled}</span>
          </>
        ) : (
          '—'
        )}
      </dd>
    </div>
  );
}

function Calm({ lastAt }: { lastAt: number | null | undefined }) {
  const t = useWords(boardWords);
  const mayTerminals = useMay('terminal.view');
  return (
    <section className="calm" data-testid="calm">
      <Icon name="shield" size={56} className="calm-sign" />
      <div>
        <h1>{t('calm')}</h1>
        <p className="faint">{t('calmHint')}</p>
      </div>
      <dl className="figures">
        {mayTerminals && <OnlineFigure />}
        <div className="figure">
          <dt>{t('lastAlarm')}</dt>
          <dd>
            {lastAt === undefined ? '—' : lastAt === null ? t('noneYet') : <Ago at={lastAt} />}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** Running alarms by need. Arrow keys choose, Enter opens, A accepts. */
export function RunningBoard({ lastAt }: { lastAt: number | null | undefined }) {
  const t = useWords(boardWords);
  const { alarms, complete } = useOpenAlarms();
  const link = useStore(linkStore);
  const mayRespond = useMay('alarm.respond');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [, go] = useLocation();
  const at = Math.max(
    0,
    alarms.findIndex((a) => a.id === chosenId),
  );
  const chosen = alarms[at];
  const move = (by: number) => {
    const next = alarms[Math.min(alarms.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setChosenId(next.id);
    document.querySelector(`[data-alarm-id="${next.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    arrowdown: () => move(1),
    arrowup: () => move(-1),
    enter: () => chosen && go(`/alarms/${chosen.id}`),
    a: () =>
      chosen?.state === 'calling' &&
      mayRespond &&
      void acceptAlarm(chosen.id).catch(() => undefined),
    escape: () => setChosenId(null),
  });
  if (!complete) {
    return (
      <section className="calm" aria-busy="true">
        <p className="faint">{t(link.freshAt === null ? 'waitingLink' : 'checking')}</p>
      </section>
    );
  }
  if (alarms.length === 0) return <Calm lastAt={lastAt} />;
  return (
    <section className="banners" aria-label={t('running')}>
      {alarms.map((alarm, i) => (
        <AlarmBanner
          key={alarm.id}
          alarm={alarm}
          chosen={alarms.length > 1 && i === at}
          large={i < largeOnes(alarms.length)}
          onChoose={() => setChosenId(alarm.id)}
        />
      ))}
    </section>
  );
}
