import { alarmRoutes } from '@anyuan/contracts/routes/alarms.ts';
import type { Http } from '../platform/http.ts';
import type { Alarms } from './service.ts';

/** Alarms to look at. What people do about them is in `response/`. */
export function serveAlarms(http: Http, alarms: Alarms): void {
  http.serve(alarmRoutes.listAlarms, async ({ query, who }) => {
    const scope = who.schoolIds('alarm.view');
    const wanted = query.schoolId === undefined ? [...scope] : [query.schoolId];
    const found = await alarms.list({
      schoolIds: wanted.filter((id) => scope.has(id)),
      state: query.state,
      before: query.before,
      limit: query.limit + 1,
    });
    // A burst is committed at one time: a page never ends between alarms of the same t2.
    const end = found[query.limit - 1]?.times.t2 ?? 0;
    const page = found.filter((a) => (a.times.t2 ?? 0) >= end);
    return { alarms: page, more: found.length > query.limit };
  });
  http.serve(alarmRoutes.showAlarm, async ({ params }) => ({
    alarm: await alarms.detail(params.alarmId),
  }));
}
