import type { Post } from '@anyuan/contracts/alarm.ts';

/** A person who fills a post right now, at the school or at its police station. */
export interface OnDuty {
  personId: string;
  post: Post;
  /** Answers for this building; null: for the whole place. */
  buildingId: string | null;
}

/** Who is on duty for an alarm, where it is, and what is known of reaching them. */
export interface Duty {
  onDuty: readonly OnDuty[];
  buildingId: string | null;
  /** People whom no way known reaches: no open screen, no push subscription, no address on record. */
  unreachable?: ReadonlySet<string>;
  /** How far they are from the place now, metres, where they share their position. */
  distanceM?: ReadonlyMap<string, number>;
}

/**
 * Who of the people on duty answers a call of these posts, nearest first: the building's own, then
 * by distance where it is known, then in the order of the posts. Somebody of another building is
 * called only when nobody of the post is nearer (S0: 就近力量). Each person once.
 */
export function peopleOf(posts: readonly Post[], duty: Duty): OnDuty[] {
  const found = new Map<string, OnDuty>();
  for (const post of posts) {
    const filling = duty.onDuty.filter((d) => d.post === post);
    const near = filling.filter((d) => d.buildingId === null || d.buildingId === duty.buildingId);
    for (const d of near.length > 0 ? near : filling) {
      if (!found.has(d.personId)) found.set(d.personId, d);
    }
  }
  return [...found.values()].sort((a, b) => farness(a, duty) - farness(b, duty));
}

/** Another building's weighs more than any distance; a stable sort keeps the order of the posts. */
function farness({ personId, buildingId }: OnDuty, duty: Duty): number {
  const place = buildingId === null ? 1 : buildingId === duty.buildingId ? 0 : 2;
  return place * 1e9 + Math.min(duty.distanceM?.get(personId) ?? 9e8, 9e8);
}
