import { Refusal } from '@anyuan/contracts/errors.ts';
import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import type { incidentRoutes } from '@anyuan/contracts/routes/incidents.ts';
import { takeTrueAlarm } from '@anyuan/core/incident/from-alarm.ts';
import { repeatWindowMs } from '@anyuan/core/incident/open.ts';
import { v7 } from 'uuid';
import type { z } from 'zod';
import type { Db, Tx } from '../platform/db.ts';
import type { Actor, Incidents, IncidentsOptions } from './service.ts';
import * as store from './store.ts';
import { sideOf } from './views.ts';

type Given = z.output<(typeof incidentRoutes)['openIncident']['body']>;

const uniqueViolation = '23505';

/** By hand: a call, a visit, a report, or from an alarm that still runs. */
export async function openByHand(
  { db, incidents }: { db: Db; incidents: Incidents },
  given: Given,
  actor: Actor,
): Promise<IncidentSummary> {
  const { incidentId, alarmId, share, ...rest } = given;
  const known = await findKnown(db, incidentId, alarmId ?? null);
  if (known) return summaryFor(incidents, known, given.schoolId);
  const side = sideOf(actor, given.schoolId) ?? 'school';
  const opening = { ...rest, id: incidentId, raisedBy: side, shared: alarmId !== undefined };
  try {
    const changed = await db.query.transaction().execute(async (tx) => {
      if (alarmId) await needAlarmOf(tx, alarmId, given.schoolId);
      return incidents.open(
        tx,
        { ...opening, alarmIds: alarmId ? [alarmId] : [], offered: share },
        { personId: actor.personId, side },
      );
    });
    await incidents.tell(changed);
  } catch (error) {
    // The same entry came twice at the same moment.
    if ((error as { code?: string }).code !== uniqueViolation) throw error;
  }
  return summaryFor(incidents, incidentId, given.schoolId);
}

async function findKnown(db: Db, id: string, alarmId: string | null): Promise<string | null> {
  const [found] = await store.findIncidents(db.query, [id]);
  if (found) return found.id;
  return alarmId === null ? null : store.findIncidentOfAlarm(db.query, alarmId);
}

/** An id that was used at another school is not told of here. */
async function summaryFor(incidents: Incidents, id: string, schoolId: string) {
  const found = await incidents.summary(id);
  if (found.schoolId !== schoolId) throw new Refusal('subject.unknown');
  return found;
}

export async function needAlarmOf(tx: Tx, alarmId: string, schoolId: string) {
  const alarm = await store.findAlarm(tx, alarmId);
  if (alarm?.school_id !== schoolId) throw new Refusal('subject.unknown');
  return alarm;
}

/**
 * A true alarm ended: it becomes an incident, or joins the open one of the same place. Returns the
 * incidents that changed; none when the alarm has one already.
 */
export async function openFromAlarm(
  tx: Tx,
  alarmId: string,
  { incidents, names }: { incidents: Incidents; names: IncidentsOptions['names'] },
): Promise<string[]> {
  const alarm = await store.findAlarm(tx, alarmId);
  if (!alarm || (await store.findIncidentOfAlarm(tx, alarmId)) !== null) return [];
  const { school_id: schoolId, zone_id: zoneId, kind, alarm_kind: alarmKind } = alarm;
  const occurredAt = alarm.t0 ?? alarm.t2 ?? 0;
  const since = occurredAt - repeatWindowMs;
  const first = await store.findRepeatOf(tx, { schoolId, zoneId, since });
  const locked = first === null ? null : (await store.lockIncidents(tx, [first])).get(first);
  const context = await incidents.context(tx, { schoolId, personId: '', side: 'school' });
  const decision = takeTrueAlarm(
    { id: alarmId, schoolId, kind, alarmKind, place: names.place(zoneId), occurredAt },
    { repeatOf: locked ?? null, newId: v7() },
    context,
  );
  return incidents.save(tx, decision, context.now);
}
