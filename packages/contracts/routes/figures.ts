import { z } from 'zod';
import { alarmKinds } from '../detection.ts';
import { figureRanges } from '../figure-lists.ts';
import { figuresReplySchema, wallLayoutSchema } from '../figures.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const figuresQuery = z.strictObject({
  /** Absent: the highest organisation at which the person has a role. */
  organisationId: z.uuid().optional(),
  range: z.enum(figureRanges).default('today'),
  alarmKind: z.enum(alarmKinds).default('actual'),
});

/** Tables that figures are exported as. */
export const figureTables = ['figures', 'schools', 'days'] as const;

export const figureRoutes = {
  showFigures: route({
    method: 'GET',
    path: '/api/figures',
    access: 'figures.view',
    subject: 'none',
    summary:
      'Figures of an organisation over its schools in scope, each with numerator, denominator and formula.',
    params: nothing,
    query: figuresQuery,
    body: noBody,
    reply: figuresReplySchema,
  }),
  exportFigures: route({
    method: 'GET',
    path: '/api/figures.csv',
    access: 'figures.view',
    subject: 'none',
    summary: 'The same as a CSV table (UTF-8 with byte order mark): figures, schools or days.',
    params: nothing,
    query: figuresQuery.extend({ table: z.enum(figureTables).default('figures') }),
    body: noBody,
    reply: z.any(),
    raw: 'out',
  }),
  showWallLayout: route({
    method: 'GET',
    path: '/api/wall/layout',
    access: 'figures.view',
    subject: 'none',
    summary: 'How this person has laid out the wall; null: as their role has it.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ layout: wallLayoutSchema.nullable() }),
  }),
  saveWallLayout: route({
    method: 'PUT',
    path: '/api/wall/layout',
    access: 'figures.view',
    subject: 'none',
    summary: 'Keep how this person lays out the wall.',
    params: nothing,
    query: nothing,
    body: wallLayoutSchema,
    reply: done,
  }),
  resetWallLayout: route({
    method: 'DELETE',
    path: '/api/wall/layout',
    access: 'figures.view',
    subject: 'none',
    summary: 'Back to the layout of the role.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: done,
  }),
};
