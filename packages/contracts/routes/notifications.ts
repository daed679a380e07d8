import { z } from 'zod';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** One input of a channel's settings form; a channel describes its own form with these. */
export const formFieldSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['text', 'secret', 'url', 'email', 'number', 'switch']),
  zh: z.string(),
  en: z.string(),
  required: z.boolean(),
  help: z.strictObject({ zh: z.string(), en: z.string() }).optional(),
});
export type FormField = z.infer<typeof formFieldSchema>;

const settingsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Settings as somebody saved them, without secrets. */
export const channelVersionSchema = z.strictObject({
  /** 0: as the product ships. */
  version: z.int().min(0),
  savedAt: z.number().nullable(),
  savedBy: z.string().nullable(),
  enabled: z.boolean(),
  settings: settingsSchema,
  /** Secrets that were set, with the version that set each. */
  secrets: z.record(z.string(), z.int().min(0)),
});
export type ChannelVersion = z.infer<typeof channelVersionSchema>;

export const channelViewSchema = z.strictObject({
  kind: z.string(),
  zh: z.string(),
  en: z.string(),
  /** What this channel can truthfully report. */
  reports: z.array(z.enum(['sent', 'delivered', 'read'])),
  form: z.array(formFieldSchema),
  /** Current values; secrets come back as "********" when set. */
  settings: settingsSchema,
  enabled: z.boolean(),
  /** The newest twenty, newest first; empty until it is first saved. */
  versions: z.array(channelVersionSchema),
});
export type ChannelView = z.infer<typeof channelViewSchema>;

/** `noTarget`: the channel reaches neither the person who tests it nor a chat. `error` as on an alarm's page, no address. */
export const channelTestSchema = z.strictObject({
  outcome: z.enum(['sent', 'failed', 'noTarget', 'off']),
  error: z.string().nullable(),
});
export type ChannelTest = z.infer<typeof channelTestSchema>;

/** The newest version that was before the person; null: none was kept yet. */
const basedOn = z.int().min(0).nullable();

export const notificationRoutes = {
  subscribePush: route({
    method: 'POST',
    path: '/api/push-subscriptions',
    access: 'session',
    subject: 'none',
    summary: 'Register this browser for web push.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      endpoint: z.url().max(1000),
      keys: z.strictObject({ p256dh: z.string().max(200), auth: z.string().max(100) }),
    }),
    reply: done,
  }),
  unsubscribePush: route({
    method: 'DELETE',
    path: '/api/push-subscriptions',
    access: 'session',
    subject: 'none',
    summary: 'Remove this browser from web push.',
    params: nothing,
    query: nothing,
    body: z.strictObject({ endpoint: z.url().max(1000) }),
    reply: done,
  }),
  reportNotification: route({
    method: 'POST',
    path: '/api/notifications/:receipt/:state',
    access: 'public',
    subject: 'none',
    summary:
      'Receipt of a message (delivered, read) by its unguessable receipt code, as a service worker sends it.',
    params: z.strictObject({
      receipt: z.string().min(20).max(64),
      state: z.enum(['delivered', 'read']),
    }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  listChannels: route({
    method: 'GET',
    path: '/api/channels',
    access: 'channel.manage',
    subject: 'none',
    summary: 'Channels with their settings forms.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ channels: z.array(channelViewSchema) }),
  }),
  testChannel: route({
    method: 'POST',
    path: '/api/channels/:kind/test',
    access: 'channel.manage',
    subject: 'none',
    summary: 'Sends one marked message by this channel, as saved, to whoever asks or to its chats.',
    params: z.strictObject({ kind: z.string().max(40) }),
    query: nothing,
    body: noBody,
    reply: channelTestSchema,
  }),
  saveChannel: route({
    method: 'PUT',
    path: '/api/channels/:kind',
    access: 'channel.manage',
    subject: 'none',
    summary:
      'Save a channel; answers its new version. A secret sent as "********" keeps its value. `basedOn` is the version that was edited; another means that somebody was quicker.',
    params: z.strictObject({ kind: z.string().max(40) }),
    query: nothing,
    body: z.strictObject({
      basedOn,
      enabled: z.boolean(),
      settings: z.record(
        z.string().max(60),
        z.union([z.string().max(2000), z.number(), z.boolean()]),
      ),
    }),
    reply: z.strictObject({ version: z.int() }),
  }),
  restoreChannel: route({
    method: 'POST',
    path: '/api/channels/:kind/restore',
    access: 'channel.manage',
    subject: 'none',
    summary:
      'Saves an earlier version of a channel anew (0: as the product ships). Secrets stay as they are now; `secretsKept` names those that were others in that version.',
    params: z.strictObject({ kind: z.string().max(40) }),
    query: nothing,
    body: z.strictObject({ basedOn, version: z.int().min(0) }),
    reply: z.strictObject({ version: z.int(), secretsKept: z.array(z.string()) }),
  }),
};
