import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { type Platform, platformRoutes } from '@anyuan/contracts/routes/platforms.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { findChecks, setAllDue } from './platform-check-store.ts';
import { findExchanges, findPlatforms, savePlatforms } from './platform-store.ts';

const mask = '********';
const secretMinCharacters = 16;
const exchangesMax = 50;
/** A day of one platform. */
const checksMax = 24;
const masked = (platforms: readonly Platform[]) => ({
  platforms: platforms.map((p) => ({ ...p, secret: mask })),
});

/** The list of alarm platforms. Secrets never leave. */
export function servePlatforms(http: Http, { db, clock }: { db: Db; clock: Clock }): void {
  http.serve(platformRoutes.listExchanges, async () => ({
    exchanges: await findExchanges(db.query, exchangesMax),
  }));
  http.serve(platformRoutes.listPlatformChecks, async () => ({
    checks: await findChecks(db.query, checksMax),
  }));
  http.serve(platformRoutes.askPlatformChecks, async () => {
    await setAllDue(db.query);
    return { ok: true } as const;
  });
  http.serve(platformRoutes.listPlatforms, async () => masked(await findPlatforms(db.query)));
  http.serve(platformRoutes.savePlatforms, async ({ body, who }) => {
    const known = new Map((await findPlatforms(db.query)).map((p) => [p.name, p.secret]));
    const platforms = body.platforms.map((p) => {
      const secret = p.secret === mask ? (known.get(p.name) ?? '') : p.secret;
      if (secret.length < secretMinCharacters) {
        throw new Refusal('request.invalid', { where: 'secret' });
      }
      return { ...p, secret };
    });
    await db.query.transaction().execute(async (tx) => {
      await savePlatforms(tx, platforms);
      // On record who changed the list, without secrets.
      await appendAudit(tx, {
        at: clock.now(),
        personId: who.personId,
        action: 'platforms.saved',
        subject: 'platforms',
        detail: { names: platforms.map((p) => p.name) },
      });
    });
    return masked(platforms);
  });
}
