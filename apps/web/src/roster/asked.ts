import type { Post } from '@anyuan/contracts/alarm.ts';
import { alarmWords } from '../alarm/words.ts';

/** What a link asks to be shown: a wall leads to the very duties that nobody fills. */
export interface AskedDuty {
  organisationId: string;
  day: string;
  posts: readonly Post[];
}

export function rosterAddress({ organisationId, day, posts }: AskedDuty): string {
  const query = new URLSearchParams({ organisation: organisationId, day });
  for (const post of posts) query.append('post', post);
  return `/roster?${query}`;
}

/** The list itself would bring its schema along, and that into every page. */
const isPost = (text: string): text is Post => `post.${text}` in alarmWords.zh;

/** Null where the address names no organisation or no day. */
export function askedIn(search: string): AskedDuty | null {
  const query = new URLSearchParams(search);
  const [organisationId, day] = [query.get('organisation'), query.get('day')];
  if (!organisationId || !day || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return null;
  return { organisationId, day, posts: query.getAll('post').filter(isPost) };
}
