import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Http } from '../platform/http.ts';
import type { Phrases } from './service.ts';

export function servePhrases(http: Http, phrases: Phrases): void {
  http.serve(routes.showPhrases, ({ params }) => phrases.show(params.schoolId));
  http.serve(routes.savePhrases, ({ who, params, body }) =>
    phrases.save({ ...body, schoolId: params.schoolId, personId: who.personId }),
  );
}
