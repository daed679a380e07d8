import { Refusal } from '@anyuan/contracts/errors.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Db } from '../platform/db.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { Http } from '../platform/http.ts';
import type { Software } from './service.ts';
import { findArchive } from './store.ts';
import { previewRollout, type SoftwareNames, showRollout, showSoftware } from './views.ts';

export interface SoftwareRoutes {
  db: Db;
  clock: { now(): number };
  software: Software;
  stepper: Pick<DueTimer, 'wake'>;
  hasKey: boolean;
  names: SoftwareNames;
}

export function serveSoftware(http: Http, parts: SoftwareRoutes): void {
  const { software, stepper, db } = parts;

  http.serve(routes.showSoftware, () => showSoftware(parts));

  http.serve(routes.previewRollout, ({ body }) => previewRollout(parts, body));

  http.serve(routes.showRollout, ({ params }) => showRollout(parts, params.rolloutId));

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
    await software.change(params.rolloutId, { ...body, personId: who.personId });
    stepper.wake();
    return { ok: true as const };
  });

  http.serve(routes.fetchRelease, async ({ terminalId, params, reply }) => {
    const archive = await findArchive(db.query, { ...params, terminalId });
    if (!archive) throw new Refusal('subject.unknown');
    return reply.type('application/gzip').send(archive);
  });
}
