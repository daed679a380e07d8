import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { useEffect, useMemo, useRef } from 'react';
import { call } from '../platform/api.ts';
import { reportRead } from '../platform/live.ts';
import { type Loaded, useLoaded } from '../platform/use-call.ts';
import { useLiveAlarm } from './live-alarms.ts';

/** After a live change the rest of the record is read again this much later: changes come in bursts. */
const settleMs = 300;

/** The whole record, its head always as fresh as the live link, and the receipt that it was read. */
export function useAlarmDetail(alarmId: string): Loaded<AlarmDetail> {
  const loaded = useLoaded(alarmId, async (signal) => {
    const reply = await call('showAlarm', { params: { alarmId }, signal });
    return reply.alarm;
  });
  const live = useLiveAlarm(alarmId);
  const { value, reload } = loaded;
  const readVersion = value?.version ?? null;
  const liveVersion = live?.version ?? null;
  useEffect(() => {
    if (readVersion === null || liveVersion === null || liveVersion <= readVersion) return;
    const timer = setTimeout(reload, settleMs);
    return () => clearTimeout(timer);
  }, [readVersion, liveVersion, reload]);
  const reported = useRef(false);
  useEffect(() => {
    if (reported.current || readVersion === null) return;
    reported.current = true;
    reportRead(alarmId);
  }, [alarmId, readVersion]);
  const fresh = useMemo(
    () => (value && live && live.version > value.version ? { ...value, ...live } : value),
    [value, live],
  );
  return { ...loaded, value: fresh };
}
