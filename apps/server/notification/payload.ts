import type { Post, Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { MessageKind } from '@anyuan/core/notification/audience.ts';
import type { Locale } from '@anyuan/core/notification/words.ts';

/** To one person about one alarm. Words are made when it leaves, from the alarm as it then is. */
export interface TellPayload {
  type: 'tell';
  kind: MessageKind;
  locale: Locale;
  post: Post | null;
  /** Who accepted or closed. */
  actorId: string | null;
  verdict: Verdict | null;
  /** Title of the overdue step of a playbook. */
  step?: string;
}

/** To one person about everything that came above the flood limit. */
export interface GatherPayload {
  type: 'gather';
  locale: Locale;
  members: { id: string; alarmId: string; kind: MessageKind }[];
}

export const webhookEvents = [
  'alarm.raised',
  'dispatch.called',
  'alarm.accepted',
  'response.arrived',
  'alarm.closed',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** To another system. */
export interface EventPayload {
  type: 'event';
  event: WebhookEvent;
  at: number;
  /** Null for `alarm.raised`, which is told from the first call. */
  fact: Fact | null;
}

/** To one person, about something that is not an alarm. Its words are made when it is written. */
export interface NoticePayload {
  type: 'notice';
  locale: Locale;
  zh: { title: string; body: string };
  en: { title: string; body: string };
  path: string;
  tag: string;
  alarmKind: AlarmKind;
}

/** What the payload column holds. Written and read only here, so it is trusted. */
export type Payload = TellPayload | GatherPayload | EventPayload | NoticePayload;
