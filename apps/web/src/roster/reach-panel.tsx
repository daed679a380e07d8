import type { ReachRow } from '@anyuan/contracts/routes/reach.ts';
import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { Switch } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { taskWords } from './task-words.ts';

function Person({ row }: { row: ReachRow }) {
  const t = useWords(taskWords);
  const a = useWords(alarmWords);
  const { lastTest } = row;
  return (
    <div className="roster-line" data-testid="reach-row" data-reach={row.reach}>
      <strong>{row.name}</strong>
      <span className="faint">{row.posts.map((post) => a(`post.${post}`)).join(' · ')}</span>
      <span className={row.reach === 'proved' ? 'tag' : 'roster-gap'}>{t(row.reach)}</span>
      <span>{t(row.confirmedAt ? 'confirmed' : 'notConfirmed')}</span>
      {row.isConnected && <span>{t('online')}</span>}
      {lastTest && (
        <span>
          {t(lastTest.answeredAt ? 'answered' : 'noAnswer')}{' '}
          {dateTime(lastTest.beganAt).slice(5, 16)}
        </span>
      )}
      {row.contacts.map((c) => (
        <span key={`${c.channel} ${c.masked}`} className="faint">
          {c.masked}
        </span>
      ))}
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
  const begin = () =>
    void doing.run(async () => {
      const made = await call('beginReachTest', { params, body: { replyMinutes: 10 } });
      setAsked(made.asked);
      board.reload();
    });
  const rule = board.value?.rule;
  const weekly = (enabled: boolean) =>
    rule &&
    void doing.run(async () => {
      await call('saveReachRule', { params, body: { ...rule, enabled } });
      board.reload();
    });
  const problem = board.advice ?? doing.advice;
  return (
    <>
      {problem && (
        <p className="notice" role="alert">
          {problem}
        </p>
      )}
      {mayManage && (
        <div className="roster-line">
          <button type="button" className="btn" disabled={doing.busy} onClick={begin}>
            {t('begin')}
          </button>
          {asked !== null && <span role="status">{t('begun', { n: asked })}</span>}
          {rule && (
            <span>
              {t('weekly')}{' '}
              <Switch checked={rule.enabled} onChange={weekly} aria-label={t('weekly')} />
            </span>
          )}
        </div>
      )}
      {board.value?.rows.length === 0 && <p className="faint">{t('nobody')}</p>}
      {board.value?.rows.map((row) => (
        <Person key={row.personId} row={row} />
      ))}
      <h2>{t('handOvers')}</h2>
      {hand.value?.handOvers.length === 0 && <p className="faint">{t('noHandOvers')}</p>}
      {hand.value?.handOvers.map((h) => (
        <div key={h.id} className="roster-line">
          <span>{dateTime(h.writtenAt).slice(5, 16)}</span>
          <strong>
            {h.outgoingName} · {h.shiftName}
          </strong>
          <span className={h.signedAt ? 'tag' : 'roster-gap'}>
            {h.signedAt ? t('signed', { name: h.incomingName ?? '' }) : t('unsigned')}
          </span>
        </div>
      ))}
    </>
  );
}
