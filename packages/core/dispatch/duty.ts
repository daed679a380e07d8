import type { Post } from '@anyuan/contracts/alarm.ts';

/** A person who fills a post right now, at the school or at its police station. */
export interface OnDuty {
  personId: string;
  post: Post;
  /** Answers for this building; null: for the whole place. */
  buildingId: string | null;
}

/**
 * Who of the people on duty answers a call of these posts for an alarm in this building. Somebody of
 * another building is called only when nobody of the post is nearer (S0: 就近力量). Each person once.
 */
export function peopleOf(
  posts: readonly Post[],
  duty: readonly OnDuty[],
  buildingId: string | null,
): OnDuty[] {
  const found = new Map<string, OnDuty>();
  for (const post of posts) {
    const filling = duty.filter((d) => d.post === post);
    const near = filling.filter((d) => d.buildingId === null || d.buildingId === buildingId);
    for (const d of near.length > 0 ? near : filling) {
      if (!found.has(d.personId)) found.set(d.personId, d);
    }
  }
  return [...found.values()];
}
