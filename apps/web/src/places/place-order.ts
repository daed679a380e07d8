import type { PlaceKind, PlaceView } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';

export const childKinds: Record<PlaceKind, readonly PlaceKind[]> = {
  campus: ['building', 'zone'],
  building: ['floor', 'zone'],
  floor: ['zone'],
  zone: [],
};

/** Places in use below another, as people ordered them. */
export function childrenOf(tree: PlaceTree, parentId: string | null): PlaceView[] {
  return tree.places
    .filter((p) => p.parentId === parentId && !p.archived)
    .toSorted((a, b) => a.position - b.position);
}

/** Zones that belong on the plan of a floor, or, outdoors, of a campus; and the terminals in them. */
export function onPlanOf(tree: PlaceTree, place: PlaceView) {
  const zones = childrenOf(tree, place.id).filter((p) => p.kind === 'zone');
  const ids = new Set(zones.map((z) => z.id));
  return { zones, terminals: tree.terminals.filter((t) => ids.has(t.zoneId)) };
}

/** The floor or campus on whose plan a place is drawn. */
export function drawnOn(tree: PlaceTree, place: PlaceView): PlaceView | null {
  for (let at: PlaceView | undefined = place; at; ) {
    if (at.kind === 'floor' || at.kind === 'campus') return at;
    const parentId: string | null = at.parentId;
    at = tree.places.find((p) => p.id === parentId);
  }
  return null;
}

/** What an edit of a place is made of, from the place as it is. */
export function draftOf(place: PlaceView) {
  const { name, zoneKind, privacy, latitude, longitude, neighbourIds } = place;
  return { name, zoneKind, privacy, latitude, longitude, neighbourIds };
}
