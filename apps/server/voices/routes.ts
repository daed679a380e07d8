import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Http } from '../platform/http.ts';
import type { Voices } from './service.ts';

const ok = { ok: true } as const;

export function serveVoices(http: Http, voices: Voices): void {
  http.serve(routes.listVoices, ({ params }) => voices.list(params.schoolId));
  http.serve(routes.addVoice, ({ who, params, body }) =>
    voices.add({ ...body, schoolId: params.schoolId, personId: who.personId }),
  );
  http.serve(routes.saveTake, async ({ params, query, body }) => {
    const metres = Number(query.metres) as 1 | 3 | 5;
    await voices.saveTake(params, { ...query, metres }, body);
    return ok;
  });
  http.serve(routes.removeTake, async ({ params }) => {
    await voices.removeTake(params);
    return ok;
  });
  http.serve(routes.removeVoice, async ({ who, params }) => {
    await voices.removeVoice({ ...params, personId: who.personId });
    return ok;
  });
  http.serve(routes.saveBackground, async ({ params, query, body }) => {
    await voices.saveBackground({ ...params, ...query }, body);
    return ok;
  });
  http.serve(routes.removeBackground, async ({ params }) => {
    await voices.removeBackground(params.schoolId);
    return ok;
  });
  http.serve(routes.fitPhrases, ({ params }) => voices.fit(params.schoolId));
}
