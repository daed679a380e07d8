import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { useMemo } from 'react';
import { alarmsStore } from '../platform/live.ts';
import { byNeed, isOpen } from '../platform/live-merge.ts';
import { useStore, useStorePart } from '../platform/use-store.ts';

/** Open alarms by need, and whether the first snapshot is complete. */
export function useOpenAlarms(): { alarms: AlarmSummary[]; complete: boolean } {
  const state = useStore(alarmsStore);
  return useMemo(
    () => ({
      alarms: [...state.byId.values()].filter(isOpen).sort(byNeed),
      complete: state.complete,
    }),
    [state],
  );
}

/** One alarm as the live link knows it. */
export function useLiveAlarm(alarmId: string): AlarmSummary | undefined {
  return useStorePart(alarmsStore, (state) => state.byId.get(alarmId));
}
