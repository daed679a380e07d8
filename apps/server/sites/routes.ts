import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Http } from '../platform/http.ts';
import type { Sites } from './service.ts';

/** Schools in the person's scope with their zones. */
export function serveSites({ http, sites }: { http: Http; sites: Sites }): void {
  http.serve(routes.listSchools, async ({ who }) => {
    const inScope = who.schoolIds('alarm.view');
    const schools = [...sites.schools()]
      .filter((school) => inScope.has(school.id))
      .map(({ id, name, zones }) => ({
        id,
        name,
        zones: zones.map((z) => ({
          id: z.id,
          place: z.place,
          zoneKind: z.zoneKind,
          privacy: z.privacy,
        })),
      }));
    return { schools };
  });
}
