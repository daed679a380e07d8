import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import { useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { waitingIncidents } from '../platform/incidents-waiting.ts';
import { incidentsStore } from '../platform/live.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';

export type IncidentView = 'open' | 'overdue' | 'shared' | 'mine' | 'review' | 'any';

/** States that a view asks for; a view that names none asks for any. */
const stateOf = { open: 'open', overdue: 'open', review: 'concluded' } as const;

const views: readonly IncidentView[] = ['open', 'overdue', 'shared', 'mine', 'review', 'any'];

/** A link may name the view: the wall's figures lead to the incidents behind them (`?view=overdue`). */
export function viewInAddress(): IncidentView {
  const asked = new URLSearchParams(location.search).get('view');
  return views.find((v) => v === asked) ?? 'open';
}

/** Rows of one view; read anew when something changed. */
export function useIncidents(filter: { view: IncidentView; text: string }) {
  const changed = useStore(incidentsStore);
  const [limit, setLimit] = useState(50);
  const { view, text } = filter;
  const loaded = useLoaded(`incidents ${view} ${text} ${limit}`, (signal) =>
    call('listIncidents', {
      signal,
      query: {
        state: view in stateOf ? stateOf[view as keyof typeof stateOf] : 'any',
        overdue: String(view === 'overdue'),
        mine: String(view === 'mine'),
        shared: String(view === 'shared'),
        text,
        limit,
      },
    }),
  );
  const { reload } = loaded;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change asks for another reading
  useEffect(() => reload(), [changed, reload]);
  const incidents: readonly IncidentSummary[] = loaded.value?.incidents ?? [];
  const more = loaded.value?.more ?? false;
  return { ...loaded, incidents, more, readOlder: () => setLimit((n) => Math.min(500, n + 50)) };
}

/** One incident; read anew when it changed. */
export function useIncident(incidentId: string) {
  const version = useStore(incidentsStore).get(incidentId)?.version ?? 0;
  const loaded = useLoaded(`incident ${incidentId}`, (signal) =>
    call('showIncident', { params: { incidentId }, signal }),
  );
  const { reload } = loaded;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change asks for another reading
  useEffect(() => reload(), [version, reload]);
  return loaded;
}

/** Handed to my side and not answered yet. */
export function useWaiting(): IncidentSummary[] {
  useStore(incidentsStore);
  return waitingIncidents();
}
