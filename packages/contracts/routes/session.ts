import { z } from 'zod';
import { posts } from '../alarm.ts';
import { organisationKinds, permissions, roles } from '../permissions.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

export const sessionViewSchema = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  locale: z.enum(['zh', 'en']),
  mustChangePassword: z.boolean(),
  assignments: z.array(
    z.strictObject({
      organisationId: z.uuid(),
      organisationName: z.string(),
      organisationKind: z.enum(organisationKinds),
      role: z.enum(roles),
    }),
  ),
  /** Posts this person fills now by the roster. */
  onDuty: z.array(z.strictObject({ organisationId: z.uuid(), post: z.enum(posts) })),
  /** What this person may do somewhere: hides buttons; the server decides. */
  permissions: z.array(z.enum(permissions)),
  /** Demonstration data: the interface says so. */
  demonstration: z.boolean(),
  /** VAPID public key for web push. */
  vapidPublicKey: z.string(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

export const sessionRoutes = {
  signIn: route({
    method: 'POST',
    path: '/api/session',
    access: 'public',
    subject: 'none',
    summary: 'Sign in; sets the session cookie. Locked for 15 minutes after 5 wrong passwords.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      login: z.string().min(1).max(80),
      password: z.string().min(1).max(200),
    }),
    reply: sessionViewSchema,
  }),
  currentSession: route({
    method: 'GET',
    path: '/api/session',
    access: 'session',
    subject: 'none',
    summary: 'Who is signed in and what they may do.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: sessionViewSchema,
  }),
  signOut: route({
    method: 'DELETE',
    path: '/api/session',
    access: 'session',
    subject: 'none',
    summary: 'End this session.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: done,
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/session/password',
    access: 'session',
    subject: 'none',
    summary: 'Change the own password; ends all other sessions of the person.',
    params: nothing,
    query: nothing,
    body: z.strictObject({ current: z.string().min(1).max(200), next: z.string().min(1).max(200) }),
    reply: done,
  }),
  setLocale: route({
    method: 'PUT',
    path: '/api/session/locale',
    access: 'session',
    subject: 'none',
    summary: 'Language of the interface for this person.',
    params: nothing,
    query: nothing,
    body: z.strictObject({ locale: z.enum(['zh', 'en']) }),
    reply: done,
  }),
};
