import type {
  AlarmDetail,
  AssignmentState,
  CalledPerson,
  NotificationState,
} from '@anyuan/contracts/alarm.ts';
import './record.css';
import { useWords } from '../platform/i18n.ts';
import { clockTime } from '../platform/time.ts';
import { AnswerMark } from './marks.tsx';
import { pageWords } from './page-words.ts';
import { alarmWords } from './words.ts';

const reach: NotificationState[] = ['failed', 'queued', 'sent', 'delivered', 'read'];

/** What is truly known of a person: their answer, else how far the best message got. */
export function knownAnswer(
  person: CalledPerson,
  alarm: Pick<AlarmDetail, 'notifications'>,
): AssignmentState | NotificationState {
  if (person.state !== 'called') return person.state;
  const states = alarm.notifications
    .filter((n) => n.personName === person.name)
    .map((n) => reach.indexOf(n.state));
  return states.length > 0 ? (reach[Math.max(...states)] ?? 'called') : 'called';
}

export function PeopleCalled({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(pageWords);
  const a = useWords(alarmWords);
  const tiers = [...new Set(alarm.people.map((p) => p.tier))].sort((x, y) => x - y);
  const tierName = (tier: number) => {
    const name = alarm.plan.tiers[tier]?.name;
    return t('tierTitle', { n: tier + 1, name: name ? a(`tier.${name}`) : '—' });
  };
  return (
    <section className="card">
      <h2>{t('people')}</h2>
      {tiers.length === 0 && <p className="faint">{t('nobodyCalled')}</p>}
      {tiers.map((tier) => (
        <div key={tier} className="tier">
          <h3>{tierName(tier)}</h3>
          <ul>
            {alarm.people
              .filter((p) => p.tier === tier)
              .map((p) => (
                <li key={`${p.personId} ${p.post}`}>
                  <span className="person">
                    <strong>{p.name}</strong>
                    <span className="cell-sub">{a(`post.${p.post}`)}</span>
                  </span>
                  <AnswerMark answer={knownAnswer(p, alarm)} />
                  <span className="time-clock">
                    {clockTime(p.arrivedAt ?? p.answeredAt ?? p.calledAt)}
                  </span>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
