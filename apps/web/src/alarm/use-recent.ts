import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { useMemo, useState } from 'react';
import { call } from '../platform/api.ts';
import { alarmsStore } from '../platform/live.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { mergeRecent, recentPage } from './recent.ts';

/** Closed alarms: what was read page by page and what the live link adds. */
export function useRecent() {
  const live = useStore(alarmsStore).byId;
  const first = useLoaded('closed', (signal) =>
    call('listAlarms', { query: { state: 'closed', limit: recentPage }, signal }),
  );
  const [older, setOlder] = useState<{ alarms: AlarmSummary[]; more: boolean } | null>(null);
  const doing = useDoing();
  const read = useMemo(
    () => [...(first.value?.alarms ?? []), ...(older?.alarms ?? [])],
    [first.value, older],
  );
  const alarms = useMemo(() => mergeRecent(read, live.values()), [read, live]);
  const readOlder = () =>
    doing.run(async () => {
      const before = read.at(-1)?.times.t2;
      if (!before) return;
      const page = await call('listAlarms', {
        query: { state: 'closed', limit: recentPage, before },
      });
      setOlder((o) => ({ alarms: [...(o?.alarms ?? []), ...page.alarms], more: page.more }));
    });
  return {
    alarms,
    loading: first.loading && !first.value,
    advice: first.advice ?? doing.advice,
    reload: first.reload,
    more: older?.more ?? first.value?.more ?? false,
    busy: doing.busy,
    readOlder,
    known: first.value !== null,
  };
}
