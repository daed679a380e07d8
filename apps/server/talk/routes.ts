import { talkRoutes } from '@anyuan/contracts/routes/talk.ts';
import type { Http } from '../platform/http.ts';
import type { Talks } from './talks.ts';

const done = { ok: true } as const;

export function serveTalks(http: Http, talks: Talks): void {
  http.serve(talkRoutes.showTalk, ({ params, who }) => talks.state(params.alarmId, who));
  http.serve(talkRoutes.openTalk, ({ params, body, who }) => talks.open(params.alarmId, who, body));
  http.serve(talkRoutes.endTalk, async ({ params, who }) => {
    await talks.end(params.talkId, who.personId);
    return done;
  });
  http.serve(talkRoutes.setListening, async ({ params, body }) => {
    await talks.setListening({ ...params, ...body });
    return done;
  });
}
