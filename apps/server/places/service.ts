import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { PlaceChange, PlaceDraft, PlaceKind, PlaceState } from '@anyuan/contracts/places.ts';
import {
  addPlace,
  editPlace,
  insideOf,
  makingRoom,
  movePlace,
  type Placed,
  type PlaceNode,
  removePlace,
  stateOf,
  undoChange,
} from '@anyuan/core/places/edit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import * as store from './store.ts';

/** Wakes the read models of all instances. */
export const placeChannel = 'anyuan_place';

export interface PlacesOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  /** Where pictures lie, below it. */
  dataDir: string;
  /** Marks the configuration of the school's terminals as new, in the same transaction. */
  renewConfig(tx: Tx, schoolId: string): Promise<string[]>;
  /** Sends these terminals their configuration; what is missed is sent when they are heard again. */
  pushConfig(terminalIds: readonly string[]): Promise<void>;
  /** Null: no such alarm. */
  schoolOfAlarm(alarmId: string): Promise<string | null>;
  /** The read model of this instance, which answers everybody else. */
  refreshSites(): Promise<void>;
}

export interface Editor {
  schoolId: string;
  personId: string;
}

interface OfPlace extends Editor {
  placeId: string;
}

export interface PlaceService {
  add(
    edit: Editor & { id: string; kind: PlaceKind; parentId: string | null; draft: PlaceDraft },
  ): Promise<void>;
  edit(edit: OfPlace & { basedOn: number; draft: PlaceDraft }): Promise<void>;
  move(
    edit: OfPlace & { basedOn: number; parentId: string | null; beforeId: string | null },
  ): Promise<void>;
  remove(edit: OfPlace & { basedOn: number }): Promise<void>;
  /** Puts the first campus of a school on the map. */
  locate(edit: Editor & { latitude: number; longitude: number }): Promise<void>;
  changes(schoolId: string): Promise<PlaceChange[]>;
  undo(edit: Editor & { changeId: string }): Promise<void>;
}

/** One edit under way: everything it may look at, read under the lock of the school. */
interface Desk {
  tx: Tx;
  nodes: PlaceNode[];
  now: number;
}

/** Editing the tree of places. Each edit keeps what was before and can be taken back. */
export function makePlaceService(options: PlacesOptions): PlaceService {
  const { db, clock } = options;

  const inTurn = async (schoolId: string, work: (desk: Desk) => Promise<void>): Promise<void> => {
    const terminalIds = await db.query.transaction().execute(async (tx) => {
      await store.lockPlaces(tx, schoolId);
      const nodes = await store.findNodes(tx, schoolId);
      await work({ tx, nodes, now: clock.now() });
      await store.notifyPlaces(tx, placeChannel);
      return options.renewConfig(tx, schoolId);
    });
    await options.refreshSites();
    await options.pushConfig(terminalIds);
  };

  const save = async (
    desk: Desk,
    editor: Editor,
    { id, before, placed }: { id: string; before: PlaceState | null; placed: Placed },
  ): Promise<void> => {
    if (!placed.ok) throw new Refusal(placed.code);
    const { tx, nodes, now } = desk;
    const { schoolId, personId } = editor;
    const { after } = placed;
    const moved = before === null || !samePlaceInTree(before, after);
    if (moved) await store.updatePositions(tx, makingRoom(nodes, { id, ...after }));
    const row = { id, schoolId, state: after, now };
    if (before === null) await store.insertPlace(tx, row);
    else await store.updatePlace(tx, row);
    await carryAlong(desk, id, { before, after });
    const change = { id: newId(), schoolId, placeId: id, at: now, personId, before, after };
    await store.insertChange(tx, change);
    const fact = { type: 'place.changed', placeId: id, personId, before, after } as const;
    await options.facts.append(tx, [{ at: now, schoolId, fact }]);
  };

  const change = (
    edit: OfPlace & { basedOn: number },
    decide: (desk: Desk, place: PlaceNode) => Placed | Promise<Placed>,
  ): Promise<void> =>
    inTurn(edit.schoolId, async (desk) => {
      const place = desk.nodes.find((n) => n.id === edit.placeId);
      if (!place) throw new Refusal('subject.unknown');
      if (place.version !== edit.basedOn) throw new Refusal('edit.changedMeanwhile');
      const placed = await decide(desk, place);
      await save(desk, edit, { id: place.id, before: stateOf(place), placed });
    });

  return {
    add: (edit) =>
      inTurn(edit.schoolId, async (desk) => {
        // Sent twice, by a browser that did not hear the answer: it is there already.
        if (desk.nodes.some((n) => n.id === edit.id)) return;
        const placed = addPlace(desk.nodes, edit);
        await save(desk, edit, { id: edit.id, before: null, placed });
      }),
    edit: (edit) => change(edit, ({ nodes }, place) => editPlace(nodes, place, edit.draft)),
    move: (edit) => change(edit, ({ nodes }, place) => movePlace(nodes, place, edit)),
    remove: (edit) =>
      change(edit, async (desk, place) =>
        removePlace(desk.nodes, place, await usedBy(desk, edit.schoolId, place)),
      ),
    locate: (edit) =>
      inTurn(edit.schoolId, async (desk) => {
        const campus = desk.nodes.find((n) => n.kind === 'campus' && !n.archived);
        if (!campus) throw new Refusal('place.noCampus');
        const { latitude, longitude } = edit;
        const before = stateOf(campus);
        const { kind: _k, parentId: _p, position: _o, archived: _a, ...draft } = before;
        const placed = editPlace(desk.nodes, campus, { ...draft, latitude, longitude });
        await save(desk, edit, { id: campus.id, before, placed });
      }),
    changes: (schoolId) => store.findChanges(db.query, schoolId),
    undo: (edit) =>
      inTurn(edit.schoolId, async (desk) => {
        const [done] = await store.findChanges(desk.tx, edit.schoolId, edit.changeId);
        const place = desk.nodes.find((n) => n.id === done?.placeId);
        if (!done || !place) throw new Refusal('subject.unknown');
        const there = await usedBy(desk, edit.schoolId, place);
        const placed = undoChange(desk.nodes, place, done, there);
        await save(desk, edit, { id: place.id, before: stateOf(place), placed });
      }),
  };
}

function samePlaceInTree(a: PlaceState, b: PlaceState): boolean {
  return a.parentId === b.parentId && a.position === b.position && a.archived === b.archived;
}

/** What still hangs or rings in a place. */
async function usedBy({ tx, nodes }: Desk, schoolId: string, place: PlaceNode) {
  const here = new Set([place.id, ...insideOf(nodes, place.id).map((n) => n.id)]);
  const terminals = await store.findTerminals(tx, schoolId);
  return {
    terminals: terminals.filter((t) => t.archived_at === null && here.has(t.zoneId)).length,
    openAlarms: await store.countOpenAlarms(tx, [...here]),
  };
}

/** A campus that is put elsewhere on the map takes along what stands in it. */
async function carryAlong(
  { tx, nodes }: Desk,
  placeId: string,
  { before, after }: { before: PlaceState | null; after: PlaceState },
): Promise<void> {
  if (before?.latitude == null || before.longitude == null) return;
  if (after.latitude === null || after.longitude === null) return;
  const latitude = after.latitude - before.latitude;
  const longitude = after.longitude - before.longitude;
  if (latitude === 0 && longitude === 0) return;
  const inside = insideOf(nodes, placeId).map((n) => n.id);
  await store.shiftPositions(tx, inside, { latitude, longitude });
}
