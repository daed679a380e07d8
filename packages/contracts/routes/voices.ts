import { z } from 'zod';
import { phraseSchema } from '../phrases.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** What stands for a person: no name. */
export const voiceCodeSchema = z.string().regex(/^[a-z0-9]{1,20}$/);
export const takeManners = ['calm', 'loud'] as const;
export const takeMetres = [1, 3, 5] as const;

const school = z.strictObject({ schoolId: z.uuid() });
const voice = school.extend({ code: voiceCodeSchema });
const epochMs = z.coerce.number().int().min(0).max(8_640_000_000_000_000);

export const takeViewSchema = z.strictObject({
  takeId: z.uuid(),
  phrase: z.string(),
  manner: z.enum(takeManners),
  metres: z.union(takeMetres.map((metres) => z.literal(metres))),
  seconds: z.number(),
  recordedAt: z.number(),
});
export type TakeView = z.infer<typeof takeViewSchema>;

export const voiceListSchema = z.strictObject({
  /** What is read to a person before anything is recorded, with its version. */
  consent: z.strictObject({ version: z.int(), zh: z.string(), en: z.string() }),
  /** What is to be said: the phrases of the school that are on. */
  phrases: z.array(z.strictObject({ text: z.string(), pinyin: z.string() })),
  voices: z.array(
    z.strictObject({ code: z.string(), consentedAt: z.number(), takes: z.array(takeViewSchema) }),
  ),
  backgroundMinutes: z.int(),
});
export type VoiceList = z.infer<typeof voiceListSchema>;

/** One phrase before and after: how many recordings were heard, how often the background would have been taken for it. */
export const fittedPhraseSchema = z.strictObject({
  text: z.string(),
  clips: z.int(),
  thresholdBefore: z.number(),
  thresholdAfter: z.number(),
  heardBefore: z.int(),
  heardAfter: z.int(),
  minutes: z.int(),
  falseBefore: z.int(),
  falseAfter: z.int(),
});
export type FittedPhrase = z.infer<typeof fittedPhraseSchema>;

export const fitSchema = z.strictObject({
  /** Of the phrase list that this was worked out for: it is saved under it. */
  version: z.int(),
  fitted: z.array(fittedPhraseSchema),
  phrases: z.array(phraseSchema),
  /** Fewer recordings of a phrase than this move nothing. */
  leastClips: z.int(),
});
export type Fit = z.infer<typeof fitSchema>;

/** 16 kHz mono 16-bit WAV of up to 65 s. */
const soundMaxBytes = 65 * 32_000 + 64;

export const voiceRoutes = {
  listVoices: route({
    method: 'GET',
    path: '/api/schools/:schoolId/voices',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'Who lent their voice (codes), what was recorded, and what is to be said.',
    params: school,
    query: nothing,
    body: noBody,
    reply: voiceListSchema,
  }),
  addVoice: route({
    method: 'POST',
    path: '/api/schools/:schoolId/voices',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'Notes that a person agreed to what was read to them; the text is kept with the time.',
    params: school,
    query: nothing,
    body: z.strictObject({
      code: voiceCodeSchema,
      agreed: z.literal(true),
      consentVersion: z.int(),
      locale: z.enum(['zh', 'en']),
    }),
    reply: voiceListSchema,
  }),
  saveTake: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/voices/:code/takes/:takeId',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'One phrase said once. The same id again changes nothing: an upload may be repeated.',
    params: voice.extend({ takeId: z.uuid() }),
    query: z.strictObject({
      phrase: z.string().max(16),
      manner: z.enum(takeManners),
      metres: z.enum(['1', '3', '5']),
      recordedAt: epochMs,
    }),
    body: z.unknown(),
    reply: done,
    raw: 'in',
    bodyMaxBytes: soundMaxBytes,
  }),
  removeTake: route({
    method: 'DELETE',
    path: '/api/schools/:schoolId/takes/:takeId',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'Deletes one recording, file and row.',
    params: school.extend({ takeId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  removeVoice: route({
    method: 'DELETE',
    path: '/api/schools/:schoolId/voices/:code',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'Deletes all of a person without trace: recordings, rows, consent.',
    params: voice,
    query: nothing,
    body: noBody,
    reply: done,
  }),
  saveBackground: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/background/:takeId',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'A minute of the place itself: scored at once, the sound is not kept.',
    params: school.extend({ takeId: z.uuid() }),
    query: z.strictObject({ recordedAt: epochMs }),
    body: z.unknown(),
    reply: done,
    raw: 'in',
    bodyMaxBytes: soundMaxBytes,
  }),
  removeBackground: route({
    method: 'DELETE',
    path: '/api/schools/:schoolId/background',
    access: 'phrase.manage',
    subject: 'school',
    summary: 'Deletes what is known of the background.',
    params: school,
    query: nothing,
    body: noBody,
    reply: done,
  }),
  fitPhrases: route({
    method: 'GET',
    path: '/api/schools/:schoolId/voices/fit',
    access: 'phrase.manage',
    subject: 'school',
    summary:
      'Thresholds fitted to the recordings of this school, before and after. Changes nothing.',
    params: school,
    query: nothing,
    body: noBody,
    reply: fitSchema,
  }),
};
