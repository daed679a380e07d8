import { z } from 'zod';
import { alarmStates, verdicts } from './alarm.ts';
import { alarmKinds, detectionKinds } from './detection.ts';
import { incidentGrades, incidentKinds, incidentStates } from './incident.ts';
import { answerTypes, recordSubjects } from './record-lists.ts';

const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000);

/** What is looked for; the same in an address, in a saved filter and in an export. What a subject has not is ignored. */
export const recordFilterSchema = z.strictObject({
  /** From included, to excluded, epoch ms. */
  fromAt: time.optional(),
  toAt: time.optional(),
  /** The last so many days, today among them; what a saved filter keeps instead of dates. */
  lastDays: z.coerce.number().int().min(1).max(3660).optional(),
  organisationId: z.uuid().optional(),
  /** Whose answer or doing. */
  personId: z.uuid().optional(),
  /** Part of a place, a school, a name, a reason or a title. */
  text: z.string().trim().max(50).optional(),
  alarmKind: z.enum(alarmKinds).optional(),
  kind: z.enum(detectionKinds).optional(),
  state: z.enum([...alarmStates, 'open']).optional(),
  verdict: z.enum(verdicts).optional(),
  incidentKind: z.enum(incidentKinds).optional(),
  incidentState: z.enum([...incidentStates, 'open']).optional(),
  grade: z.enum(incidentGrades).optional(),
  answer: z.enum(answerTypes).optional(),
  /** Type of a fact, such as "terminal.faulted". */
  fact: z.string().max(60).optional(),
});
export type RecordFilter = z.output<typeof recordFilterSchema>;

const at = z.number();
const maybeAt = z.number().nullable();
const maybeText = z.string().nullable();

export const recordedAlarmSchema = z.strictObject({
  id: z.uuid(),
  schoolName: z.string(),
  place: z.string(),
  kind: z.enum(detectionKinds),
  alarmKind: z.enum(alarmKinds),
  confidence: z.int(),
  state: z.enum(alarmStates),
  verdict: z.enum(verdicts).nullable(),
  /** Sound or press; when the server took it in where that is not known. */
  beganAt: at,
  acceptedAt: maybeAt,
  arrivedAt: maybeAt,
  closedAt: maybeAt,
  closedByName: maybeText,
  closeReason: maybeText,
});
export type RecordedAlarm = z.infer<typeof recordedAlarmSchema>;

export const recordedIncidentSchema = z.strictObject({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  schoolName: z.string(),
  place: z.string(),
  kind: z.enum(incidentKinds),
  alarmKind: z.enum(alarmKinds),
  state: z.enum(incidentStates),
  grade: z.enum(incidentGrades).nullable(),
  ownerName: maybeText,
  reportedAt: at,
  concludedAt: maybeAt,
});
export type RecordedIncident = z.infer<typeof recordedIncidentSchema>;

export const recordedAnswerSchema = z.strictObject({
  id: z.uuid(),
  at,
  type: z.enum(answerTypes),
  personId: z.uuid(),
  personName: z.string(),
  alarmId: z.uuid(),
  /** Null: the alarm itself is past retention. */
  place: maybeText,
  schoolName: z.string(),
  alarmKind: z.enum(alarmKinds).nullable(),
  /** Ms from the sound or the press; null when that is gone. */
  afterMs: z.number().nullable(),
});
export type RecordedAnswer = z.infer<typeof recordedAnswerSchema>;

export const recordedFactSchema = z.strictObject({
  id: z.uuid(),
  at,
  type: z.string(),
  schoolName: z.string(),
  personId: z.uuid().nullable(),
  personName: maybeText,
  alarmId: z.uuid().nullable(),
  incidentId: z.uuid().nullable(),
  place: maybeText,
  /** Reason or conclusion, for those who may read it where it stands. */
  words: maybeText,
  /** A reason out of a closed list, as a key of `factWhyWords`. */
  why: maybeText,
});
export type RecordedFact = z.infer<typeof recordedFactSchema>;

export const savedFilterSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  subject: z.enum(recordSubjects),
  filter: recordFilterSchema,
  /** Null: for oneself alone. */
  organisationId: z.uuid().nullable(),
  organisationName: maybeText,
  mine: z.boolean(),
  byName: z.string(),
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;
