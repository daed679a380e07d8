import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Lesson } from '@anyuan/contracts/routes/learning.ts';
import { type ZoneKind, zoneKinds } from '@anyuan/contracts/terminal.ts';
import { shippedHearing } from '@anyuan/core/confidence/hearing.ts';
import type { Http } from '../platform/http.ts';
import type { Hearing } from './hearing.ts';

export interface HearingRoutes {
  hearing: Hearing;
  lessons(schoolId: string): Promise<Lesson[]>;
}

export function serveHearing(http: Http, { hearing, lessons }: HearingRoutes): void {
  http.serve(routes.showLessons, async ({ params }) => ({
    lessons: await lessons(params.schoolId),
  }));

  http.serve(routes.showHearing, async ({ params }) => ({
    shipped: Object.fromEntries(zoneKinds.map((kind) => [kind, shippedOf(kind)])) as never,
    settings: await hearing.history(params.schoolId),
  }));

  http.serve(routes.saveHearing, ({ who, params, body }) =>
    hearing.save({ ...body, ...params, personId: who.personId }),
  );
}

function shippedOf(kind: ZoneKind) {
  const { times: _, ...shipped } = shippedHearing(kind);
  return shipped;
}
