import { z } from 'zod';
import { detectionKinds } from '../detection.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

/** What one kind of sound at one terminal has shown in the last 13 weeks. */
export const lessonSchema = z.strictObject({
  terminalId: z.uuid(),
  kind: z.enum(detectionKinds),
  weeks: z.number(),
  /** Called people; a named person closed it as false or mistaken. */
  falseAlarms: z.int(),
  trueAlarms: z.int(),
  /** Exact Poisson interval, 95 %. */
  falsePerWeek: estimate.nullable(),
  drills: z.int(),
  drillsHeard: z.int(),
  /** Share of the exercises at its place that it heard; Wilson interval, 95 %. */
  recall: estimate.nullable(),
  /** Heard below the confidence that calls people. */
  recorded: z.int(),
  shift: z.number(),
  /** A person may apply it; it never happens by itself. */
  suggestion: z.strictObject({ shift: z.number(), removes: z.int(), loses: z.int() }).nullable(),
});
export type Lesson = z.infer<typeof lessonSchema>;

export const learningRoutes = {
  showLessons: route({
    method: 'GET',
    path: '/api/schools/:schoolId/lessons',
    access: 'terminal.view',
    subject: 'school',
    summary: 'Per terminal and kind of sound: false alarms a week, recall in drills, a suggestion.',
    params: z.strictObject({ schoolId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: z.strictObject({ lessons: z.array(lessonSchema) }),
  }),
};
