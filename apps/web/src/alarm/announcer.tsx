import { useEffect, useRef, useState } from 'react';
import { announcement } from './describe.ts';
import { useOpenAlarms } from './live-alarms.ts';

/** Tells a screen reader about each new alarm, at once and once. */
export function Announcer() {
  const { alarms } = useOpenAlarms();
  const told = useRef(new Set<string>());
  const [text, setText] = useState('');
  useEffect(() => {
    const fresh = alarms.filter((a) => a.state === 'calling' && !told.current.has(a.id));
    if (fresh.length === 0) return;
    for (const alarm of fresh) told.current.add(alarm.id);
    setText(fresh.map((alarm) => announcement(alarm)).join('。'));
  }, [alarms]);
  return (
    <div className="visually-hidden" role="alert" aria-live="assertive">
      {text}
    </div>
  );
}
