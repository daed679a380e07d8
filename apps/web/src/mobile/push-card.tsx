import { useEffect, useState } from 'react';
import { type PushState, pushState, turnPushOff, turnPushOn } from '../notification/push.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useSession } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { mobileWords } from './words.ts';

const obstacles = {
  unsupported: 'pushUnsupported',
  needsInstall: 'pushIos',
  denied: 'pushDenied',
} as const;

/** Asks for permission only when tapped, and says plainly where it cannot work. */
export function PushCard({ settings = false }: { settings?: boolean }) {
  const t = useWords(mobileWords);
  const { vapidPublicKey } = useSession();
  const [state, setState] = useState<PushState | null>(null);
  const doing = useDoing();
  useEffect(() => {
    pushState().then(setState, () => setState('unsupported'));
  }, []);
  if (state === null || vapidPublicKey === '') return null;
  if (state === 'on' && !settings) return null;
  const change = (turn: () => Promise<PushState>) =>
    void doing.run(async () => setState(await turn()));
  return (
    <section className="card push-card" data-testid="push-card">
      <h2>
        <Icon name="called" /> {t(state === 'on' ? 'pushIsOn' : 'pushTitle')}
      </h2>
      <p className="faint">
        {state === 'on' || state === 'off' ? t('pushWhy') : t(obstacles[state])}
      </p>
      {state === 'off' && (
        <button
          type="button"
          className="btn btn-large"
          disabled={doing.busy}
          onClick={() => change(() => turnPushOn(vapidPublicKey))}
        >
          {t('pushOn')}
        </button>
      )}
      {state === 'on' && (
        <button
          type="button"
          className="btn"
          disabled={doing.busy}
          onClick={() => change(turnPushOff)}
        >
          {t('pushOff')}
        </button>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}
