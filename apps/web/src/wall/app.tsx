import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { useEffect } from 'react';
import { Announcer } from '../alarm/announcer.tsx';
import { whatText } from '../alarm/describe.ts';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { Coming, Counter, KindMark, NextStep, StateMark } from '../alarm/marks.tsx';
import { startRinging } from '../alarm/ringing.ts';
import { SessionGate } from '../people/session-gate.tsx';
import { useNow } from '../platform/clock.ts';
import { Connection } from '../platform/connection.tsx';
import { say, useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { platformWords } from '../platform/platform-words.ts';
import { soundStore, unlockSound } from '../platform/sound.ts';
import { clockTime } from '../platform/time.ts';
import { useStore } from '../platform/use-store.ts';
import { wallWords } from './words.ts';

function WallAlarm({ alarm }: { alarm: AlarmSummary }) {
  const locale = useLocale();
  return (
    <article
      className={`wall-alarm running running-${alarm.alarmKind} ${alarm.state === 'calling' ? 'pulse' : ''}`}
      data-testid="alarm-banner"
      data-alarm-id={alarm.id}
    >
      <div>
        <p className="wall-over">
          <StateMark state={alarm.state} />
          <KindMark alarm={alarm} />
          {alarm.schoolName}
        </p>
        <h2>{alarm.place}</h2>
        <p>{whatText(alarm, locale)}</p>
        <p>
          <Coming alarm={alarm} /> <NextStep alarm={alarm} />
        </p>
      </div>
      <Counter at={beganAt(alarm)} />
    </article>
  );
}

function WallClock() {
  return <span className="wall-clock">{clockTime(useNow())}</span>;
}

/** The live open alarms, readable from across the room. Maps and figures are another piece of work. */
function Wall() {
  const t = useWords(wallWords);
  const p = useWords(platformWords);
  const { alarms, complete } = useOpenAlarms();
  const sound = useStore(soundStore);
  useEffect(
    () => startRinging({ vibrates: false, title: () => say(platformWords)('product') }),
    [],
  );
  return (
    <div className="wall">
      <header>
        <strong>{p('product')}</strong>
        <Connection />
        {sound === 'locked' && (
          <button
            type="button"
            className="btn"
            data-testid="sound-enable"
            onClick={() => void unlockSound()}
          >
            {p('soundEnable')}
          </button>
        )}
        <WallClock />
      </header>
      <main>
        {alarms.map((alarm) => (
          <WallAlarm key={alarm.id} alarm={alarm} />
        ))}
        {alarms.length === 0 && (
          <div className="wall-calm">
            {complete && <Icon name="shield" size={160} />}
            <p>{t(complete ? 'calm' : 'waiting')}</p>
          </div>
        )}
      </main>
      <Announcer />
    </div>
  );
}

export function App() {
  return (
    <SessionGate>
      <Wall />
    </SessionGate>
  );
}
