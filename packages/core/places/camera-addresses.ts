import type { FloorPlan } from '@anyuan/contracts/places.ts';

/**
 * The plan for those who may not set addresses: of each only how it opens (`https://-`, `rtsp://-`). The address itself
 * is answered when somebody opens the picture, which is on record.
 */
export function withoutAddresses(plan: FloorPlan): FloorPlan {
  const marks = plan.marks.map((m) => ({ ...m, url: m.url.replace(/^(\w+:\/\/).*$/s, '$1-') }));
  return { ...plan, marks };
}
