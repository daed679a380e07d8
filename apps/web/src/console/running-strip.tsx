import { Link, useLocation } from 'wouter';
import { wholePlace } from '../alarm/describe.ts';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { Counter } from '../alarm/marks.tsx';
import { ringingAlarms } from '../alarm/ringing.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { consoleWords } from './words.ts';

/** On every page but the board, an unanswered alarm stays in sight. */
export function RunningStrip() {
  const t = useWords(consoleWords);
  const [path] = useLocation();
  const calling = ringingAlarms(useOpenAlarms().alarms).filter((a) => path !== `/alarms/${a.id}`);
  const first = calling[0];
  if (!first || path === '/') return null;
  return (
    <Link href="/" className={`strip running running-${first.alarmKind}`}>
      <Icon name="alarm" size={24} />
      <strong>{wholePlace(first)}</strong>
      <Counter at={beganAt(first)} />
      <span>{t('runningElsewhere', { n: calling.length })}</span>
      <span className="strip-go">
        {t('watch')} <Icon name="next" size={18} />
      </span>
    </Link>
  );
}
