import type { FloorPlan, PlanMark, PlanPoint } from '@anyuan/contracts/places.ts';
import { centreOf, isInside } from '@anyuan/core/places/geometry.ts';
import { aspectOf } from './plan-draft.ts';

export interface NearCamera {
  mark: PlanMark;
  /** Stands in the zone itself. */
  inside: boolean;
}

/** The cameras of a plan, those in the zone first, then by distance from its middle. A zone that is not drawn: by name. */
export function nearCameras(plan: FloorPlan, zoneId: string): NearCamera[] {
  const points = plan.outlines.find((o) => o.zoneId === zoneId)?.points;
  const cameras = plan.marks.filter((m) => m.kind === 'camera');
  if (!points) {
    return cameras
      .toSorted((a, b) => a.name.localeCompare(b.name, 'zh'))
      .map((mark) => ({ mark, inside: false }));
  }
  const aspect = aspectOf(plan);
  const [x, y] = centreOf(points);
  // Heights are parts of the sheet as well: one of them is `aspect` times as short.
  const farFrom = ([px, py]: PlanPoint) => Math.hypot(px - x, (py - y) / aspect);
  return cameras
    .map((mark) => ({ mark, inside: isInside(mark.at, points) }))
    .sort((a, b) => Number(b.inside) - Number(a.inside) || farFrom(a.mark.at) - farFrom(b.mark.at));
}
