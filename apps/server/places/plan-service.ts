import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  emptyFloorPlan,
  type FloorPlan,
  type FloorPlanVersion,
  type Picture,
  type PictureMedia,
} from '@anyuan/contracts/places.ts';
import type { ZonePlan } from '@anyuan/contracts/routes/place-editing.ts';
import { checkFloorPlan, zonesOn } from '@anyuan/core/places/check-plan.ts';
import { chainOf } from '@anyuan/core/places/edit.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { checkPicture, makePictureFiles } from './pictures.ts';
import * as plans from './plan-store.ts';
import type { Editor, PlacesOptions } from './service.ts';
import * as store from './store.ts';

export interface PlanSaving extends Editor {
  placeId: string;
  /** Version that the editor saw; 0 where nothing was drawn. Another one on record is a refusal. */
  basedOn: number;
  plan: FloorPlan;
}

export interface FloorPlans {
  /** An empty plan of version 0 where nothing was drawn. */
  show(of: { schoolId: string; placeId: string; version?: number }): Promise<FloorPlanVersion>;
  /** The plan on which a zone lies, to be led there. */
  ofZone(of: { schoolId: string; zoneId: string }): Promise<Omit<ZonePlan, 'zoneId'>>;
  /** Its address, after the look is on record. Throws `subject.unknown`. */
  openCamera(
    look: Editor & { zoneId: string; cameraId: string; alarmId: string | null },
  ): Promise<{ url: string }>;
  versions(schoolId: string, placeId: string): Promise<Omit<FloorPlanVersion, 'plan'>[]>;
  save(saving: PlanSaving): Promise<FloorPlanVersion>;
  addPicture(editor: Editor, uploaded: Buffer): Promise<Picture>;
  picture(of: Editor['schoolId'], id: string): Promise<{ bytes: Buffer; media: PictureMedia }>;
}

/** Plans of floors: one row per version, so that every one can be brought back. */
export function makeFloorPlans(options: PlacesOptions): FloorPlans {
  const { db, clock, facts } = options;
  const files = makePictureFiles(options.dataDir);

  const placeOf = async (query: Tx | typeof db.query, schoolId: string, placeId: string) => {
    const nodes = await store.findNodes(query, schoolId);
    const place = nodes.find((n) => n.id === placeId);
    if (!place) throw new Refusal('subject.unknown');
    return { nodes, place };
  };

  const show: FloorPlans['show'] = async ({ schoolId, placeId, version }) => {
    await placeOf(db.query, schoolId, placeId);
    const row = await plans.findPlan(db.query, placeId, version);
    if (!row && version !== undefined) throw new Refusal('subject.unknown');
    if (!row) return { placeId, version: 0, plan: emptyFloorPlan, savedAt: null, savedBy: null };
    const { body: plan, saved_at: savedAt, name: savedBy } = row;
    return { placeId, version: row.version, plan, savedAt, savedBy };
  };

  const ofZone: FloorPlans['ofZone'] = async ({ schoolId, zoneId }) => {
    const { nodes, place } = await placeOf(db.query, schoolId, zoneId);
    const around = chainOf(nodes, place);
    const drawn = around.find((n) => n.kind === 'floor') ?? around.find((n) => n.kind === 'campus');
    const row = drawn ? await plans.findPlan(db.query, drawn.id) : undefined;
    const isDrawn = row?.body.outlines.some((o) => o.zoneId === zoneId) ?? false;
    return {
      way: around.map((n) => n.name).reverse(),
      plan: row && isDrawn ? row.body : null,
      zones: drawn ? zonesOn(nodes, drawn).map(({ id, name }) => ({ id, name })) : [],
    };
  };

  return {
    show,
    ofZone,
    async openCamera({ schoolId, zoneId, cameraId, alarmId, personId }) {
      const { plan } = await ofZone({ schoolId, zoneId });
      const camera = plan?.marks.find((m) => m.id === cameraId && m.kind === 'camera');
      const isElsewhere = alarmId !== null && (await options.schoolOfAlarm(alarmId)) !== schoolId;
      if (!camera?.url || isElsewhere) throw new Refusal('subject.unknown');
      await appendAudit(db.query, {
        ...{ at: clock.now(), personId, action: 'camera.opened' },
        // Of an alarm it belongs to the record of that alarm.
        subject: alarmId ?? cameraId,
        detail: { camera: camera.name, cameraId, zoneId },
      });
      return { url: camera.url };
    },
    async versions(schoolId, placeId) {
      await placeOf(db.query, schoolId, placeId);
      const rows = await plans.findPlanVersions(db.query, placeId);
      return rows.map((row) => ({ placeId, ...row }));
    },
    async save({ schoolId, placeId, personId, basedOn, plan }) {
      await db.query.transaction().execute(async (tx) => {
        await store.lockPlaces(tx, schoolId);
        const { nodes, place } = await placeOf(tx, schoolId, placeId);
        const newest = (await plans.findPlan(tx, placeId))?.version ?? 0;
        if (newest !== basedOn) throw new Refusal('edit.changedMeanwhile');
        const terminals = await store.findTerminals(tx, schoolId);
        const present = terminals.filter((t) => t.archived_at === null);
        const refusal = checkFloorPlan(nodes, present, { place, plan });
        if (refusal) throw new Refusal(refusal.code, refusal.detail);
        const { picture } = plan;
        if (picture && !(await plans.findPicture(tx, schoolId, picture.id))) {
          throw new Refusal('subject.unknown');
        }
        const now = clock.now();
        const version = newest + 1;
        const saved = { id: newId(), schoolId, placeId, version, plan, at: now, personId };
        await plans.insertPlan(tx, saved);
        await plans.savePoints(tx, { schoolId, placeId, now }, plan.marks);
        const fact = { type: 'floorPlan.saved', placeId, personId, version } as const;
        await facts.append(tx, [{ at: now, schoolId, fact }]);
      });
      return show({ schoolId, placeId });
    },
    async addPicture({ schoolId, personId }, uploaded) {
      const { bytes, media, width, height } = checkPicture(uploaded);
      const id = newId();
      await files.write({ schoolId, id }, bytes);
      await plans.insertPicture(db.query, {
        ...{ id, school_id: schoolId, media, width, height, bytes: bytes.length },
        ...{ added_at: clock.now(), added_by: personId },
      });
      return { id, width, height };
    },
    async picture(schoolId, id) {
      const row = await plans.findPicture(db.query, schoolId, id);
      const bytes = row ? await files.read({ schoolId, id }) : null;
      if (!row || !bytes) throw new Refusal('subject.unknown');
      return { bytes, media: row.media };
    },
  };
}
