import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { useMemo } from 'react';
import { call } from '../platform/api.ts';
import { terminalsStore } from '../platform/live.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { byCare } from './terminal-filter.ts';

/** Terminals in scope as read once, each replaced by what the live link says since. */
export function useTerminals() {
  const live = useStore(terminalsStore);
  const loaded = useLoaded('terminals', (signal) => call('listTerminals', { query: {}, signal }));
  const terminals = useMemo<TerminalView[]>(() => {
    const byId = new Map((loaded.value?.terminals ?? []).map((x) => [x.id, x]));
    for (const [id, terminal] of live) byId.set(id, terminal);
    return [...byId.values()].sort(byCare);
  }, [loaded.value, live]);
  const enrolled = terminals.filter((x) => x.enrolled);
  const online = enrolled.filter((x) => x.state === 'online').length;
  return { ...loaded, terminals, enrolled: enrolled.length, online };
}
