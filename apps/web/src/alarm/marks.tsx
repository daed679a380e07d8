import type {
  AlarmState,
  AlarmSummary,
  AssignmentState,
  NotificationState,
} from '@anyuan/contracts/alarm.ts';
import { useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { ago, counter, secondsLeft } from '../platform/time.ts';
import { runningWords } from './board-words.ts';
import { comingText, reasonText } from './describe.ts';
import { alarmWords } from './words.ts';

const stateIcons: Record<AlarmState, IconName> = {
  calling: 'called',
  accepted: 'accepted',
  arrived: 'arrived',
  handled: 'shield',
  closed: 'square',
};

/** State as shape, word and colour. */
export function StateMark({ state }: { state: AlarmState }) {
  const t = useWords(alarmWords);
  return (
    <span className={`mark mark-${state}`} data-testid="alarm-state" data-state={state}>
      <Icon name={stateIcons[state]} size={16} />
      {t(`state.${state}`)}
    </span>
  );
}

const answerIcons: Record<AssignmentState | NotificationState, IconName> = {
  called: 'called',
  accepted: 'accepted',
  declined: 'declined',
  arrived: 'arrived',
  queued: 'auto',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
};

/** Answer of a person or fate of a message: each its own sign, never a tick for "sent". */
export function AnswerMark({ answer }: { answer: AssignmentState | NotificationState }) {
  const t = useWords(alarmWords);
  const isMessage = ['queued', 'sent', 'delivered', 'read', 'failed'].includes(answer);
  const key = isMessage
    ? (`message.${answer as NotificationState}` as const)
    : (`answer.${answer as AssignmentState}` as const);
  return (
    <span className={`mark mark-answer-${answer}`}>
      <Icon name={answerIcons[answer]} size={16} />
      {t(key)}
    </span>
  );
}

/** Drill and test are marked wherever they show; an actual alarm needs no mark. */
export function KindMark({ alarm }: { alarm: Pick<AlarmSummary, 'alarmKind'> }) {
  const t = useWords(alarmWords);
  if (alarm.alarmKind === 'actual') return null;
  return (
    <span className={`kind-mark kind-${alarm.alarmKind}`}>{t(`alarmKind.${alarm.alarmKind}`)}</span>
  );
}

/** Seconds since it began: the big number. */
export function Counter({ at }: { at: number }) {
  const now = useNow();
  return <span className="counter">{counter(at, now)}</span>;
}

/** "18 秒前" */
export function Ago({ at }: { at: number }) {
  const now = useNow();
  const locale = useLocale();
  return <time>{ago(at, now, locale)}</time>;
}

export function Since({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(runningWords);
  const locale = useLocale();
  const now = useNow();
  return <span>{t('started', { ago: ago(beganAt(alarm), now, locale) })}</span>;
}

/** What happens next if nobody does anything. */
export function NextStep({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(runningWords);
  const now = useNow();
  if (alarm.dueAt === null || (alarm.state !== 'calling' && alarm.state !== 'accepted'))
    return null;
  const sec = secondsLeft(alarm.dueAt, now);
  if (sec === 0) return <span>{t('overdue')}</span>;
  return <span>{t(alarm.state === 'calling' ? 'nextTier' : 'arriveBy', { sec })}</span>;
}

export function Reasons({ alarm }: { alarm: AlarmSummary }) {
  const locale = useLocale();
  const t = useWords(runningWords);
  // What the line before says already is no further reason.
  const said = alarmWords[locale][`kind.${alarm.kind}`];
  const texts = new Set(alarm.reasons.map((r) => reasonText(r, locale)));
  const shown = [...texts].filter((text) => text !== said).slice(0, 4);
  return (
    <span className="reasons">
      {shown.map((text) => (
        <span key={text} className="reason">
          {text}
        </span>
      ))}
      {alarm.detectionIds.length > 1 && (
        <span className="reason">{t('joined', { n: alarm.detectionIds.length })}</span>
      )}
    </span>
  );
}

export function Coming({ alarm }: { alarm: AlarmSummary }) {
  const locale = useLocale();
  return <span className="coming">{comingText(alarm, locale)}</span>;
}
