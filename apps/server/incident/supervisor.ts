import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Side } from '@anyuan/contracts/incident.ts';
import { superviseStep } from '@anyuan/core/incident/supervise.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { nextDueOf } from '../platform/due-rows.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { hearersOf, type Lines } from './hearers.ts';
import type { Incidents } from './service.ts';
import * as store from './store.ts';

export interface SupervisorOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  incidents: Pick<Incidents, 'save' | 'tell'>;
  linesOf(schoolId: string): Lines;
  onDuty(schoolId: string, side: Side, now: number): string[];
  /** A step failed: an operational alarm of its own. */
  onFailed(incident: { id: string; schoolId: string }): Promise<void>;
}

/** Each in a commit of its own: one that fails is set back and holds up nobody else's. */
const setBackMs = 30_000;

/** Takes the next step of every incident that is due: reminder, climb, another ring. */
export function makeSupervisor(options: SupervisorOptions): DueTimer {
  const { db, clock, log, incidents } = options;

  const stepOne = async (): Promise<boolean> => {
    let seen: store.Stored | undefined;
    try {
      const changed = await db.query.transaction().execute(async (tx) => {
        const now = clock.now();
        const incident = await store.lockDueIncident(tx, now);
        seen = incident;
        if (!incident) return [];
        const { schoolId } = incident;
        const hearers = await hearersOf(tx, incident, {
          lines: options.linesOf(schoolId),
          onDuty: (side) => options.onDuty(schoolId, side, now),
        });
        const stepped = superviseStep(incident, hearers, now);
        const { facts } = stepped;
        return incidents.save(tx, { ok: true, incidents: [stepped.incident], facts }, now);
      });
      await incidents.tell(changed);
    } catch (error) {
      if (!seen) throw error;
      log.error({ err: error, incidentId: seen.id }, 'step of an incident failed, set back');
      await store.setBackStep(db.query, seen.id, clock.now() + setBackMs);
      await options.onFailed(seen);
    }
    return seen !== undefined;
  };

  return makeDueTimer({
    name: 'supervision',
    clock,
    log,
    nextDue: () => nextDueOf(db.query, 'incident'),
    isAllDated: true,
    run: stepOne,
  });
}
