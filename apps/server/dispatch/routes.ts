import { planRoutes } from '@anyuan/contracts/routes/plans.ts';
import { positionRoutes } from '@anyuan/contracts/routes/positions.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import type { makeDryRun } from './dry-run.ts';
import type { Plans } from './plan-service.ts';
import type { Positions } from './positions.ts';

/** Plans of a school: who is called when. */
export function servePlans(
  http: Http,
  options: { plans: Plans; dryRun: ReturnType<typeof makeDryRun>; now(): number },
): void {
  const { plans, dryRun, now } = options;
  const editing = (params: { schoolId: string; planKey: string }, who: Who, basedOn: number) => ({
    schoolId: params.schoolId,
    key: params.planKey,
    personId: who.personId,
    basedOn,
  });
  http.serve(planRoutes.listPlans, async ({ params }) => ({
    plans: await plans.list(params.schoolId),
  }));
  http.serve(planRoutes.dryRunPlan, async ({ params, body }) =>
    dryRun({ ...body, schoolId: params.schoolId, at: body.at ?? now() }),
  );
  http.serve(planRoutes.listPlanVersions, async ({ params }) => ({
    versions: await plans.versions(params.schoolId, params.planKey),
  }));
  http.serve(planRoutes.savePlan, async ({ params, body, who }) => {
    const { basedOn, when, plan } = body;
    return { plans: await plans.save({ ...editing(params, who, basedOn), when, plan }) };
  });
  http.serve(planRoutes.removePlan, async ({ params, body, who }) => ({
    plans: await plans.remove(editing(params, who, body.basedOn)),
  }));
  http.serve(planRoutes.restorePlan, async ({ params, body, who }) => {
    const { basedOn, version } = body;
    return { plans: await plans.restore({ ...editing(params, who, basedOn), version }) };
  });
}

/** A person's own position: on, off, where. */
export function servePositions(
  http: Http,
  options: { positions: Positions; dutyUntil(who: Who): number | null },
): void {
  const { positions, dutyUntil } = options;
  const state = (who: Who) => {
    const until = dutyUntil(who);
    return { ...positions.state(who.personId, until !== null), until };
  };
  http.serve(positionRoutes.showPosition, async ({ who }) => state(who));
  http.serve(positionRoutes.sharePosition, async ({ who, body }) => {
    await positions.share(who.personId, body.on);
    return state(who);
  });
  http.serve(positionRoutes.reportPosition, async ({ who, body }) => {
    positions.report(who.personId, dutyUntil(who) !== null, body);
    return state(who);
  });
}
