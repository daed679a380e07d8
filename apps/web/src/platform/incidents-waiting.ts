import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import { incidentsStore } from './live.ts';
import { sessionStore } from './session.ts';

/** Handed to the side on which this person works incidents, and not answered yet; oldest first. */
export function waitingIncidents(): IncidentSummary[] {
  const session = sessionStore.get();
  if (session.at !== 'signedIn') return [];
  const { permissions } = session.view;
  if (!permissions.includes('incident.handle')) return [];
  return [...incidentsStore.get().values()]
    .filter((i) => i.offer !== null && permissions.includes(`incident.${i.offer.to}Line`))
    .sort((a, b) => (a.offer?.at ?? 0) - (b.offer?.at ?? 0));
}
