import { Refusal } from '@anyuan/contracts/errors.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import { judgeTold } from '@anyuan/core/devices/rollout.ts';
import type { Db } from '../platform/db.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { Http } from '../platform/http.ts';
import type { Software } from './service.ts';
import { findArchive, findReleases, findRollouts, findTerminals, findTold } from './store.ts';

export interface SoftwareRoutes {
  db: Db;
  clock: { now(): number };
  software: Software;
  stepper: Pick<DueTimer, 'wake'>;
  hasKey: boolean;
}

export function serveSoftware(http: Http, parts: SoftwareRoutes): void {
  const { software, stepper, db } = parts;

  http.serve(routes.showSoftware, () => show(parts));

  http.serve(routes.uploadRelease, async ({ who, query, body }) => {
    const archive = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const { personId } = who;
    return { version: await software.upload({ archive, signature: query.signature, personId }) };
  });

  http.serve(routes.startRollout, async ({ who, body }) => {
    const rolloutId = await software.start({ ...body, personId: who.personId });
    stepper.wake();
    return { rolloutId };
  });

  http.serve(routes.changeRollout, async ({ who, params, body }) => {
    await software.change(params.rolloutId, body.change, who.personId);
    stepper.wake();
    return { ok: true as const };
  });

  http.serve(routes.fetchRelease, async ({ terminalId, params, reply }) => {
    const archive = await findArchive(db.query, { ...params, terminalId });
    if (!archive) throw new Refusal('subject.unknown');
    return reply.type('application/gzip').send(archive);
  });
}

async function show({ db, clock, hasKey }: SoftwareRoutes) {
  const now = clock.now();
  const rollouts = await Promise.all(
    (await findRollouts(db.query)).map(async (r) => {
      const told = await findTold(db.query, r.id);
      const times = { now, healthyMs: r.healthy_min * 60_000 };
      const states = told.map((t) => judgeTold(t, times));
      const count = (state: string) => states.filter((s) => s === state).length;
      return {
        ...{ id: r.id, version: r.version, state: r.state, stages: r.stages, stage: r.stage },
        ...{ healthyMin: r.healthy_min, failedMax: r.failed_max },
        ...{ begunAt: r.begun_at, changedAt: r.changed_at },
        ...{ told: told.length, healthy: count('healthy'), failed: count('failed') },
      };
    }),
  );
  const byVersion = Map.groupBy(await findTerminals(db.query), (t) => t.version);
  return {
    hasKey,
    rollouts,
    releases: (await findReleases(db.query)).map((r) => ({
      ...{ id: r.id, version: r.version, platform: r.platform, minServer: r.min_server },
      ...{ sha256: r.sha256, bytes: r.bytes, addedAt: r.added_at },
    })),
    versions: [...byVersion].map(([version, all]) => ({ version, terminals: all.length })),
  };
}
