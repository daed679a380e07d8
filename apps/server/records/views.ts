import type { AnswerType } from '@anyuan/contracts/record-lists.ts';
import type {
  RecordedAlarm,
  RecordedAnswer,
  RecordedFact,
  RecordedIncident,
} from '@anyuan/contracts/records.ts';
import { factWhyOf } from '@anyuan/core/records/fact-why-words.ts';
import type { Who } from '../platform/who.ts';
import type { AlarmRow } from './alarm-store.ts';
import type { FactRow } from './fact-store.ts';
import type { IncidentRow } from './incident-store.ts';
import type { RecordPlaces } from './scope.ts';

export function alarmView(row: AlarmRow, places: RecordPlaces): RecordedAlarm {
  return {
    id: row.id,
    schoolName: places.schoolName(row.schoolId),
    place: places.place(row.zoneId),
    kind: row.kind,
    alarmKind: row.alarmKind,
    confidence: row.confidence,
    state: row.state,
    verdict: row.verdict,
    beganAt: row.beganAt,
    acceptedAt: row.t4,
    arrivedAt: row.t5,
    closedAt: row.t7,
    closedByName: row.closedBy === null ? null : places.person(row.closedBy),
    closeReason: row.closeReason,
  };
}

export function incidentView(row: IncidentRow, places: RecordPlaces): RecordedIncident {
  const { schoolId, ownerId, ...rest } = row;
  return {
    ...rest,
    schoolName: places.schoolName(schoolId),
    ownerName: ownerId === null ? null : places.person(ownerId),
  };
}

const personOf = ({ body }: FactRow): string | null =>
  'personId' in body && typeof body.personId === 'string' ? body.personId : null;

export function answerView(row: FactRow, places: RecordPlaces): RecordedAnswer[] {
  const personId = personOf(row);
  if (personId === null || row.alarmId === null) return [];
  return [
    {
      id: row.id,
      at: row.at,
      type: row.type as AnswerType,
      personId,
      personName: places.person(personId),
      alarmId: row.alarmId,
      place: row.zoneId === null ? null : places.place(row.zoneId),
      schoolName: places.schoolName(row.schoolId),
      alarmKind: row.alarmKind,
      afterMs: row.beganAt === null ? null : Math.max(0, row.at - row.beganAt),
    },
  ];
}

/** What somebody wrote. Of incidents only for those who work or supervise them, as on their own pages. */
const written = ['reason', 'conclusion', 'what', 'why', 'note', 'instruction', 'answer', 'result'];

export function factView(row: FactRow, { places, who }: { places: RecordPlaces; who: Who }) {
  const { body, schoolId, zoneId } = row;
  const personId = personOf(row);
  const mayJudge = who.may('incident.handle', schoolId) || who.may('incident.supervise', schoolId);
  const mayRead = row.incidentId === null ? row.alarmId !== null : mayJudge;
  const fields = body as unknown as Record<string, unknown>;
  const word = written.map((key) => fields[key]).find((v) => typeof v === 'string') ?? null;
  const why = word === null ? null : factWhyOf(row.type, word);
  const view: RecordedFact = {
    id: row.id,
    at: row.at,
    type: row.type,
    schoolName: places.schoolName(schoolId),
    personId,
    personName: personId === null ? null : places.person(personId),
    alarmId: row.alarmId,
    incidentId: row.incidentId,
    place: zoneId === null ? null : places.place(zoneId),
    words: mayRead && why === null ? word : null,
    why,
  };
  return view;
}
