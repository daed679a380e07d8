import { useEffect, useRef } from 'react';
import { quickReportsStore } from '../platform/live.ts';
import { useStore } from '../platform/use-store.ts';

/** Reads anew when a quick report in my reach came or changed. */
export function useReportChanges(reload: () => void): void {
  const changed = useStore(quickReportsStore);
  const seen = useRef(changed);
  useEffect(() => {
    if (seen.current === changed) return;
    seen.current = changed;
    reload();
  }, [changed, reload]);
}
