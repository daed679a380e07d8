import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { changesFor, type LiveClient, type ScopeTexts, sendChanges } from './live-client.ts';

/**
 * Makes the frames of these changes now, one for each scope that is looked at; what it gives sends them, to whoever is there
 * then. So they are made while the disk works, and sent right on the commit.
 */
export function prepareAlarms(
  clients: ReadonlySet<LiveClient>,
  alarms: readonly AlarmSummary[],
  onSent: (personId: string, alarmIds: readonly string[]) => void,
): () => void {
  const texts: ScopeTexts = new Map();
  const called = calledIn(alarms);
  for (const client of clients) changesFor(client, alarms, texts);
  return () => {
    const sent = [...clients].filter((client) => sendChanges(client, alarms, texts));
    for (const { who } of sent) {
      const alarmIds = called.get(who.personId);
      if (alarmIds) onSent(who.personId, alarmIds);
    }
  };
}

/** Ids of the alarms that call each person. */
function calledIn(alarms: readonly AlarmSummary[]): Map<string, string[]> {
  const called = new Map<string, string[]>();
  for (const { id, people } of alarms) {
    for (const { personId } of people) {
      const ids = called.get(personId);
      if (ids?.at(-1) === id) continue;
      if (ids) ids.push(id);
      else called.set(personId, [id]);
    }
  }
  return called;
}
