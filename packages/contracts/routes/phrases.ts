import { z } from 'zod';
import { phraseSchema, phrasesMax } from '../phrases.ts';
import { nothing } from './common.ts';
import { route } from './route.ts';

const schoolParams = z.strictObject({ schoolId: z.uuid() });

export const phraseListSchema = z.strictObject({
  schoolId: z.uuid(),
  /** 0: the list that ships, never edited. */
  version: z.int().min(0),
  phrases: z.array(phraseSchema),
  changedAt: z.number().nullable(),
  changedBy: z.string().nullable(),
  /** The list before this one, for going back; null when there was none. */
  previous: z.array(phraseSchema).nullable(),
  /** The newest ones, newest first, the list that ships at the end of them. */
  versions: z.array(
    z.strictObject({
      version: z.int().min(0),
      savedAt: z.number().nullable(),
      savedBy: z.string().nullable(),
      phrases: z.array(phraseSchema),
    }),
  ),
});
export type PhraseList = z.infer<typeof phraseListSchema>;

/** As it is edited: without pinyin it is worked out from the characters. */
export const phraseDraftSchema = phraseSchema.extend({
  text: z.string().max(200),
  pinyin: z.string().max(200).nullable(),
});
export type PhraseDraft = z.infer<typeof phraseDraftSchema>;

export const phraseRoutes = {
  showPhrases: route({
    method: 'GET',
    path: '/api/schools/:schoolId/phrases',
    access: 'terminal.view',
    subject: 'school',
    summary: 'Phrases that the terminals of this school listen for.',
    params: schoolParams,
    query: nothing,
    body: z.undefined().or(z.null()).or(nothing),
    reply: phraseListSchema,
  }),
  savePhrases: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/phrases',
    access: 'phrase.manage',
    subject: 'school',
    summary:
      'Replaces the list and sends it to the terminals. `version` is the one that was edited; another means that somebody was quicker.',
    params: schoolParams,
    query: nothing,
    body: z.strictObject({
      version: z.int().min(0),
      phrases: z.array(phraseDraftSchema).max(phrasesMax),
    }),
    reply: phraseListSchema,
  }),
};
