// Without zod: what runs in a browser may take these lists without it.

/** What the records room searches. */
export const recordSubjects = ['alarms', 'incidents', 'answers', 'facts'] as const;
export type RecordSubject = (typeof recordSubjects)[number];

/** Facts that are somebody's answer to an alarm. */
export const answerTypes = [
  'alarm.accepted',
  'alarm.declined',
  'response.arrived',
  'alarm.handled',
  'alarm.closed',
  'review.concluded',
] as const;
export type AnswerType = (typeof answerTypes)[number];

/** Rows are counted up to here, those that hold a text to there; beyond it is "more than". */
export const recordsCounted = 10_000;
export const textsCounted = 1_000;
