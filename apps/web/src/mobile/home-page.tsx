import { Link } from 'wouter';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { linkStore } from '../platform/live.ts';
import { useMay, useSession } from '../platform/session.ts';
import { useStore } from '../platform/use-store.ts';
import { unsentWords } from '../quick-report/unsent-words.ts';
import { myAnswer } from '../response/next-action.ts';
import { ActionBar } from './action-bar.tsx';
import { AlarmCard, AlarmLine } from './alarm-card.tsx';
import { PositionLine } from './position-card.tsx';
import { PushCard } from './push-card.tsx';
import { mobileWords } from './words.ts';

/** One tap from the first screen. */
function ReportLink() {
  const t = useWords(unsentWords);
  const may = useMay('incident.report');
  if (!may) return null;
  return (
    <Link href="/report" className="btn btn-large" data-testid="to-report">
      <Icon name="camera" size={24} />
      {t('title')}
    </Link>
  );
}

function Calm() {
  const t = useWords(mobileWords);
  return (
    <div className="phone-calm" data-testid="calm">
      <Icon name="shield" size={72} className="calm-sign" />
      <h1>{t('calm')}</h1>
      <p className="faint">{t('calmHint')}</p>
      <ReportLink />
      <PushCard />
      <PositionLine />
    </div>
  );
}

/** Alarms that I was called for come first; the first one takes the screen. */
export function HomePage() {
  const t = useWords(mobileWords);
  const { personId } = useSession();
  const { alarms, complete } = useOpenAlarms();
  const link = useStore(linkStore);
  if (!complete && alarms.length === 0) {
    return <p className="centre faint">{t(link.freshAt === null ? 'notConnected' : 'waiting')}</p>;
  }
  const rank = (alarm: (typeof alarms)[number]) => {
    const mine = myAnswer(alarm, personId)?.state;
    if (mine === undefined) return 1;
    return mine === 'declined' ? 2 : 0;
  };
  const [first, ...rest] = [...alarms].sort((a, b) => rank(a) - rank(b));
  if (!first) return <Calm />;
  return (
    <div className="phone-home">
      <AlarmCard alarm={first} more />
      {rest.length > 0 && (
        <section>
          <h2 className="phone-heading">{t('others')}</h2>
          {rest.map((alarm) => (
            <AlarmLine key={alarm.id} alarm={alarm} />
          ))}
        </section>
      )}
      <ReportLink />
      <ActionBar alarm={first} />
    </div>
  );
}
