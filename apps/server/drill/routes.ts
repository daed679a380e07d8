import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Permission } from '@anyuan/contracts/permissions.ts';
import { drillRoutes } from '@anyuan/contracts/routes/drills.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import type { Drills } from './drills.ts';
import { findTest } from './point-store.ts';
import type { PointTests } from './point-tests.ts';
import * as store from './store.ts';
import { drillView, type Names, pointViews, runViews, testView } from './views.ts';

export interface DrillRoutesOptions {
  db: Db;
  clock: Clock;
  drills: Drills;
  pointTests: PointTests;
  names: Names;
  sites: {
    school(id: string): { timeZone: string } | undefined;
    terminals(): Iterable<{
      id: string;
      name: string;
      place: string;
      schoolId: string;
      schoolName: string;
    }>;
  };
  /** Something was begun or ended: look now. */
  wake(): void;
}

const done = { ok: true } as const;

/** Plans, starts and results of drills. */
export function serveDrills(http: Http, options: DrillRoutesOptions): void {
  const { db, drills, names } = options;
  /** Somebody else's drill does not exist. */
  const mine = async (who: Who, row: { school_id: string } | undefined): Promise<void> => {
    if (!row || !may(who, 'drill.manage', row.school_id)) throw new Refusal('drill.unknown');
  };
  http.serve(drillRoutes.listDrills, async ({ who }) => {
    const schoolIds = [...who.schoolIds('drill.view')];
    const [planned, runs] = await Promise.all([
      store.findDrills(db.query, schoolIds),
      store.findRuns(db.query, schoolIds),
    ]);
    const open = runs.filter((r) => r.ended_at === null);
    const shown = planned.filter((d) => d.announced || may(who, 'drill.manage', d.school_id));
    return {
      drills: shown.map((d) => drillView(d, names, open)),
      runs: await runViews(db, runs, names),
    };
  });
  http.serve(drillRoutes.planDrill, async ({ who, body }) => {
    const drillId = await drills.plan(body, who.personId);
    options.wake();
    return { drillId };
  });
  http.serve(drillRoutes.startDrill, async ({ who, params }) => {
    await mine(who, await store.findDrill(db.query, params.drillId));
    return { runId: await drills.start(params.drillId, who.personId) };
  });
  http.serve(drillRoutes.cancelDrill, async ({ who, params, body }) => {
    await mine(who, await store.findDrill(db.query, params.drillId));
    await drills.cancel(params.drillId, body.cancelled);
    options.wake();
    return done;
  });
  http.serve(drillRoutes.stopDrillRun, async ({ who, params }) => {
    await mine(who, await store.findRun(db.query, params.runId));
    await drills.stop(params.runId);
    return done;
  });
}

/** The monthly human test of every terminal. */
export function servePointTests(http: Http, options: DrillRoutesOptions): void {
  const { db, clock, pointTests, sites } = options;
  http.serve(drillRoutes.listPoints, async ({ who }) => {
    const mine = who.schoolIds('drill.view');
    const points = [...sites.terminals()].filter((t) => mine.has(t.schoolId));
    const now = clock.now();
    const timeZone = (schoolId: string) => sites.school(schoolId)?.timeZone ?? 'Asia/Shanghai';
    return { now, points: await pointViews(db, points, { now, timeZone }) };
  });
  http.serve(drillRoutes.armPointTest, async ({ who, body }) => {
    const row = await pointTests.arm({ ...body, personId: who.personId });
    options.wake();
    return { test: testView(row, () => who.name) };
  });
  http.serve(drillRoutes.endPointTest, async ({ who, params, body }) => {
    const row = await findTest(db.query, params.testId);
    if (!row || !may(who, 'drill.test', row.school_id)) throw new Refusal('pointTest.unknown');
    // What the police have just answered must count.
    await pointTests.sweep(clock.now());
    await pointTests.end(params.testId, body);
    return done;
  });
}

function may(who: Who, permission: Permission, schoolId: string): boolean {
  return who.may(permission, schoolId);
}
