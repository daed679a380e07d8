import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Http } from '../platform/http.ts';
import type { RetentionRules } from './rule.ts';

export function serveRetention(http: Http, rules: RetentionRules): void {
  http.serve(routes.showRetention, () => rules.show());
  http.serve(routes.previewRetention, ({ query }) => rules.preview(query));
  http.serve(routes.saveRetention, ({ who, body }) =>
    rules.save({ ...body, personId: who.personId }),
  );
}
