import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { PlaceDraft, PlaceKind, PlaceState } from '@anyuan/contracts/places.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';

export interface PlaceNode extends PlaceState {
  id: string;
  version: number;
}

export type Placed = { ok: true; after: PlaceState } | { ok: false; code: ErrorCode };

/** Where what may stand; a zone outdoors stands in the campus itself. */
const parentsOf: Record<PlaceKind, readonly PlaceKind[]> = {
  campus: [],
  building: ['campus'],
  floor: ['building'],
  zone: ['floor', 'building', 'campus'],
};

/** Nobody is listened to in these: no clip, no talk without notice (decision 0013). */
const alwaysPrivate: ReadonlySet<ZoneKind> = new Set(['toilet', 'dormitory']);

export function mustBePrivate(kind: ZoneKind | null): boolean {
  return kind !== null && alwaysPrivate.has(kind);
}

const refused = (code: ErrorCode): Placed => ({ ok: false, code });

/** A new place at the end of its neighbours. */
export function addPlace(
  nodes: readonly PlaceNode[],
  wanted: { id: string; kind: PlaceKind; parentId: string | null; draft: PlaceDraft },
): Placed {
  const { kind, parentId, draft } = wanted;
  const position = lastPosition(nodes, parentId) + 1;
  const after: PlaceState = { ...draft, kind, parentId, position, archived: false };
  return checked(nodes, wanted.id, after);
}

/** Another name, kind of zone, privacy, position on earth or neighbours. */
export function editPlace(
  nodes: readonly PlaceNode[],
  place: PlaceNode,
  draft: PlaceDraft,
): Placed {
  if (place.archived) return refused('place.removed');
  return checked(nodes, place.id, { ...stateOf(place), ...draft });
}

/** Elsewhere in the tree; positions leave gaps of one, so the others are numbered anew by `orderOf`. */
export function movePlace(
  nodes: readonly PlaceNode[],
  place: PlaceNode,
  to: { parentId: string | null; beforeId: string | null },
): Placed {
  if (place.archived) return refused('place.removed');
  if (isBelow(nodes, to.parentId, place.id)) return refused('place.badParent');
  const before = nodes.find((n) => n.id === to.beforeId && n.parentId === to.parentId);
  const position = before ? before.position : lastPosition(nodes, to.parentId) + 1;
  return checked(nodes, place.id, { ...stateOf(place), parentId: to.parentId, position });
}

/** Those that must make room when `movedId` takes `position`: each one further. */
export function makingRoom(
  nodes: readonly PlaceNode[],
  moved: { id: string; parentId: string | null; position: number },
): { id: string; position: number }[] {
  const later = nodes
    .filter((n) => n.parentId === moved.parentId && n.id !== moved.id)
    .filter((n) => n.position >= moved.position);
  return later.map((n) => ({ id: n.id, position: n.position + 1 }));
}

/** Put out of use. Records go on naming it. */
export function removePlace(
  nodes: readonly PlaceNode[],
  place: PlaceNode,
  there: { terminals: number; openAlarms: number },
): Placed {
  if (place.archived) return refused('place.removed');
  if (nodes.some((n) => n.parentId === place.id && !n.archived)) return refused('place.notEmpty');
  if (there.terminals > 0) return refused('place.hasTerminals');
  if (there.openAlarms > 0) return refused('place.hasOpenAlarm');
  return { ok: true, after: { ...stateOf(place), archived: true } };
}

/**
 * An edit taken back: the place is as it was before. Refused when it has changed since; a place that
 * the edit made is put out of use.
 */
export function undoChange(
  nodes: readonly PlaceNode[],
  place: PlaceNode,
  change: { before: PlaceState | null; after: PlaceState },
  there: { terminals: number; openAlarms: number },
): Placed {
  if (!sameState(stateOf(place), change.after)) return refused('edit.changedMeanwhile');
  if (change.before === null || change.before.archived) return removePlace(nodes, place, there);
  return checked(nodes, place.id, change.before);
}

function checked(nodes: readonly PlaceNode[], id: string, after: PlaceState): Placed {
  const parent = nodes.find((n) => n.id === after.parentId);
  if (after.parentId !== null && (!parent || parent.archived)) return refused('place.badParent');
  const fits = parent ? parentsOf[after.kind].includes(parent.kind) : after.kind === 'campus';
  if (!fits) return refused('place.badParent');
  const siblings = nodes.filter((n) => n.parentId === after.parentId && !n.archived);
  if (siblings.some((n) => n.id !== id && n.name === after.name)) {
    return refused('place.nameTaken');
  }
  if (after.kind !== 'zone') {
    return { ok: true, after: { ...after, zoneKind: null, privacy: false, neighbourIds: null } };
  }
  if (after.zoneKind === null) return refused('place.needsZoneKind');
  if (mustBePrivate(after.zoneKind) && !after.privacy) return refused('place.mustBePrivate');
  const zones = new Set(nodes.filter((n) => n.kind === 'zone' && n.id !== id).map((n) => n.id));
  const neighbourIds = after.neighbourIds?.filter((other) => zones.has(other)) ?? null;
  return { ok: true, after: { ...after, neighbourIds } };
}

export function stateOf(node: PlaceNode): PlaceState {
  const { id: _id, version: _version, ...state } = node;
  return state;
}

/** The order among neighbours moves with others and is no change of a place's own. */
function sameState(a: PlaceState, b: PlaceState): boolean {
  const plain = ({ position: _position, ...rest }: PlaceState) =>
    JSON.stringify(Object.entries(rest).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return plain(a) === plain(b);
}

function lastPosition(nodes: readonly PlaceNode[], parentId: string | null): number {
  return Math.max(-1, ...nodes.filter((n) => n.parentId === parentId).map((n) => n.position));
}

/** Is `id` the place itself or inside it? A loop in the data ends. */
function isBelow(nodes: readonly PlaceNode[], id: string | null, placeId: string): boolean {
  for (let at = id, steps = 0; at !== null && steps < 10; steps++) {
    if (at === placeId) return true;
    at = nodes.find((n) => n.id === at)?.parentId ?? null;
  }
  return false;
}

/** The place and those around it, inside first. A loop in the data ends. */
export function chainOf(nodes: readonly PlaceNode[], place: PlaceNode): PlaceNode[] {
  const chain = [place];
  for (let at = place; at.parentId !== null && chain.length < 10; ) {
    const parent = nodes.find((n) => n.id === at.parentId);
    if (!parent) break;
    chain.push(parent);
    at = parent;
  }
  return chain;
}

/** Everything that stands in a place, itself not included. */
export function insideOf(nodes: readonly PlaceNode[], placeId: string): PlaceNode[] {
  const inside = nodes.filter((n) => n.parentId === placeId && n.id !== placeId);
  return inside.flatMap((n) => [n, ...insideOf(nodes, n.id)]);
}
