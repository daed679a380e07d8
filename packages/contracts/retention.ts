import { z } from 'zod';

/** What goes when its time is over, closed: the page has words for each. */
export const keptKinds = [
  'alarms',
  'messages',
  'audit',
  'quickReports',
  'tickets',
  'clips',
  'privacyClips',
] as const;
export type KeptKind = (typeof keptKinds)[number];
export type KeepDays = Record<KeptKind, number>;

const longest = 36_500;
/**
 * Days that nobody goes below or beyond, by the console or by the start settings. The least is what the
 * law asks for where it asks (alarm records 30, 保安服务管理条例 25; logs 6 months, 网络安全法 21); the
 * most for recordings of minors is ours: they are no archive.
 */
export const keepBounds: Readonly<Record<KeptKind, { least: number; most: number }>> = {
  alarms: { least: 30, most: longest },
  messages: { least: 30, most: longest },
  audit: { least: 180, most: longest },
  quickReports: { least: 7, most: longest },
  tickets: { least: 30, most: longest },
  clips: { least: 1, most: 90 },
  privacyClips: { least: 1, most: 30 },
};

/** Days that recordings are kept before anybody sets it: there is no start setting for them. */
export const clipDaysShipped = { clips: 7, privacyClips: 3 } as const;

const { alarms, messages, audit, quickReports, tickets, clips, privacyClips } = keepBounds;
const within = ({ least, most }: { least: number; most: number }) => z.int().min(least).max(most);

export const keepDaysSchema = z.strictObject({
  alarms: within(alarms),
  messages: within(messages),
  audit: within(audit),
  quickReports: within(quickReports),
  tickets: within(tickets),
  clips: within(clips),
  privacyClips: within(privacyClips),
});
