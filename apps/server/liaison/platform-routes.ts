import { Refusal } from '@anyuan/contracts/errors.ts';
import { type Platform, platformRoutes } from '@anyuan/contracts/routes/platforms.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { findPlatforms, savePlatforms } from './platform-store.ts';

const mask = '********';
const secretMinCharacters = 16;
const masked = (platforms: readonly Platform[]) => ({
  platforms: platforms.map((p) => ({ ...p, secret: mask })),
});

/** The list of alarm platforms. Secrets never leave. */
export function servePlatforms(http: Http, db: Db): void {
  http.serve(platformRoutes.listPlatforms, async () => masked(await findPlatforms(db.query)));
  http.serve(platformRoutes.savePlatforms, async ({ body }) => {
    const known = new Map((await findPlatforms(db.query)).map((p) => [p.name, p.secret]));
    const platforms = body.platforms.map((p) => {
      const secret = p.secret === mask ? (known.get(p.name) ?? '') : p.secret;
      if (secret.length < secretMinCharacters) {
        throw new Refusal('request.invalid', { where: 'secret' });
      }
      return { ...p, secret };
    });
    await savePlatforms(db.query, platforms);
    return masked(platforms);
  });
}
