import type { ReachRow } from '@anyuan/contracts/routes/reach.ts';
import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { useEffect, useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { ago, dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { HandOverList } from './hand-over-list.tsx';
import { ReachRuleForm } from './reach-rule.tsx';
import { taskWords } from './task-words.ts';

/** Who is reachable changes by itself: the board looks again so often. */
const lookAgainMs = 15_000;

/** The newest word of all browsers of a person, or null without any. */
function pushOf(row: ReachRow): { works: boolean; at: number | null } | null {
  if (row.push.length === 0) return null;
  const at = Math.max(...row.push.map((p) => p.lastSuccessAt ?? 0));
  const works = row.push.some(
    (p) => p.lastSuccessAt !== null && p.lastSuccessAt >= (p.lastFailureAt ?? 0),
  );
  return { works, at: at > 0 ? at : null };
}

/** Every sign that something reaches this person, each with its age. */
function Signs({ row }: { row: ReachRow }) {
  const t = useWords(taskWords);
  const locale = useLocale();
  const now = useNow();
  const since = (at: number) => ago(at, now, locale);
  const { lastTest } = row;
  const push = pushOf(row);
  return (
    <>
      {row.isConnected ? (
        <span>{t('online')}</span>
      ) : (
        row.seenAt && <span className="faint">{t('seen', { ago: since(row.seenAt) })}</span>
      )}
      {push && (
        <span className={push.works ? '' : 'faint'}>
          {push.works && push.at ? t('pushed', { ago: since(push.at) }) : t('pushUnproved')}
        </span>
      )}
      {row.contacts.map((c) => (
        <span key={`${c.channel} ${c.masked}`} className={c.confirmedAt ? '' : 'faint'}>
          {c.masked} {t(c.confirmedAt ? 'proof' : 'noProof')}
        </span>
      ))}
      {lastTest && (
        <span>
          {t(lastTest.answeredAt ? 'answered' : lastTest.replyUntil > now ? 'waiting' : 'noAnswer')}{' '}
          {dateTime(lastTest.beganAt).slice(5, 16)}
        </span>
      )}
    </>
  );
}

function Person({ row }: { row: ReachRow }) {
  const t = useWords(taskWords);
  const a = useWords(alarmWords);
  return (
    <div className="roster-line" data-testid="reach-row" data-reach={row.reach}>
      <strong>{row.name}</strong>
      <span className="faint">{row.posts.map((post) => a(`post.${post}`)).join(' · ')}</span>
      <span className={row.reach === 'proved' ? 'tag' : 'roster-gap'}>{t(row.reach)}</span>
      <span>{t(row.confirmedAt ? 'confirmed' : 'notConfirmed')}</span>
      <Signs row={row} />
    </div>
  );
}

/** Who is on duty now and provably reachable, and how their duties were handed over. */
export function ReachPanel({ roster }: { roster: RosterView }) {
  const t = useWords(taskWords);
  const { organisationId, mayManage } = roster;
  const params = { organisationId };
  const doing = useDoing();
  const [asked, setAsked] = useState<number | null>(null);
  const board = useLoaded(`reach ${organisationId}`, (signal) =>
    call('showReach', { params, signal }),
  );
  const hand = useLoaded(`hand ${organisationId}`, (signal) =>
    call('listHandOvers', { params, signal }),
  );
  const { reload } = board;
  const reloadHand = hand.reload;
  useEffect(() => {
    const look = () => {
      reload();
      reloadHand();
    };
    const timer = setInterval(look, lookAgainMs);
    return () => clearInterval(timer);
  }, [reload, reloadHand]);
  const begin = () =>
    void doing.run(async () => {
      const made = await call('beginReachTest', { params, body: { replyMinutes: 10 } });
      setAsked(made.asked);
      reload();
    });
  const rule = board.value?.rule;
  const problem = board.advice ?? hand.advice ?? doing.advice;
  return (
    <>
      {problem && (
        <p className="notice" role="alert">
          {problem}
        </p>
      )}
      {mayManage && (
        <div className="roster-line">
          <button
            type="button"
            className="btn"
            data-testid="reach-begin"
            disabled={doing.busy}
            onClick={begin}
          >
            {t('begin')}
          </button>
          {asked !== null && <span role="status">{t('begun', { n: asked })}</span>}
        </div>
      )}
      {mayManage && rule && (
        <ReachRuleForm
          key={JSON.stringify(rule)}
          rule={rule}
          busy={doing.busy}
          onSave={(body) =>
            void doing
              .run(() => call('saveReachRule', { params, body }))
              .then((ok) => ok && reload())
          }
        />
      )}
      {board.value?.rows.length === 0 && <p className="faint">{t('nobody')}</p>}
      {board.value?.rows.map((row) => (
        <Person key={row.personId} row={row} />
      ))}
      <h2>{t('handOvers')}</h2>
      {hand.value && <HandOverList handOvers={hand.value.handOvers} />}
    </>
  );
}
