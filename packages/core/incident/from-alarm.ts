import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import { type Context, type Decision, type Incident, isClosed } from './incident.ts';
import { link } from './join.ts';
import { kindOfAlarm, openIncident } from './open.ts';

/** An alarm that was true, as the incident loop takes it over. */
export interface TrueAlarm {
  id: string;
  schoolId: string;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  place: string;
  occurredAt: number;
}

/**
 * A true alarm ended: it joins the open incident of the same place, or opens one. Nobody in person
 * does this, so the context has no person.
 */
export function takeTrueAlarm(
  alarm: TrueAlarm,
  { repeatOf, newId }: { repeatOf: Incident | null; newId: string },
  context: Context,
): Decision {
  const { id, schoolId, kind, alarmKind, place, occurredAt } = alarm;
  if (repeatOf && !isClosed(repeatOf)) return link(repeatOf, { alarmId: id, what: place }, context);
  return openIncident(
    {
      id: newId,
      schoolId,
      alarmIds: [id],
      source: 'alarm',
      alarmKind,
      kind: kindOfAlarm(kind, alarmKind),
      title: place,
      place,
      content: '',
      occurredAt,
      raisedBy: 'school',
      shared: true,
      offered: false,
    },
    context,
  );
}
