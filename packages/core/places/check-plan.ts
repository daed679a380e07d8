import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { FloorPlan, PlaceTerminal } from '@anyuan/contracts/places.ts';
import { insideOf, type PlaceNode } from './edit.ts';
import { isOutline } from './geometry.ts';

export type PlanRefusal = { code: ErrorCode; detail: Record<string, string | number> };

/** Zones that may be drawn on the plan of a floor, or of a campus: there only what stands outdoors. */
export function zonesOn(nodes: readonly PlaceNode[], place: PlaceNode): PlaceNode[] {
  const near = place.kind === 'campus' ? nodes.filter((n) => n.parentId === place.id) : [];
  const inside = place.kind === 'campus' ? near : insideOf(nodes, place.id);
  return inside.filter((n) => n.kind === 'zone' && !n.archived);
}

/** Null when the plan may be saved. */
export function checkFloorPlan(
  nodes: readonly PlaceNode[],
  terminals: readonly Pick<PlaceTerminal, 'id' | 'zoneId'>[],
  { place, plan }: { place: PlaceNode; plan: FloorPlan },
): PlanRefusal | null {
  if (place.kind !== 'floor' && place.kind !== 'campus') {
    return { code: 'floorPlan.wrongPlace', detail: {} };
  }
  const zones = new Map(zonesOn(nodes, place).map((z) => [z.id, z]));
  const drawn = new Set<string>();
  for (const { zoneId, points } of plan.outlines) {
    const zone = zones.get(zoneId);
    if (!zone) return { code: 'floorPlan.unknownZone', detail: { zoneId } };
    if (drawn.has(zoneId)) return { code: 'floorPlan.zoneTwice', detail: { zone: zone.name } };
    if (!isOutline(points)) return { code: 'floorPlan.badOutline', detail: { zone: zone.name } };
    drawn.add(zoneId);
  }
  const here = new Set(terminals.filter((t) => zones.has(t.zoneId)).map((t) => t.id));
  const astray = plan.marks.find((m) => m.kind === 'terminal' && !here.has(m.id));
  return astray ? { code: 'floorPlan.unknownTerminal', detail: { name: astray.name } } : null;
}
