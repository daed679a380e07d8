import { Refusal } from '@anyuan/contracts/errors.ts';
import { incidentRoutes as r } from '@anyuan/contracts/routes/incidents.ts';
import { link } from '@anyuan/core/incident/join.ts';
import { addInvolved, removeInvolved } from '@anyuan/core/incident/work.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Http } from '../platform/http.ts';
import * as parts from './detail-store.ts';
import { needAlarmOf } from './opening.ts';
import { need, type ServeOptions } from './service.ts';
import { findIncidentOfAlarm } from './store.ts';

/** People involved and repeated calls. */
export function serveInvolved(http: Http, options: ServeOptions): void {
  const { incidents, db, clock } = options;
  http.serve(r.addInvolved, async ({ params, body, who }) => {
    const { involvedId: id, name, minor, part } = body;
    const { incidentId } = params;
    const incident = await incidents.change(incidentId, who, async (i, by, tx) => {
      await parts.insertInvolved(tx, { id, incidentId, name, minor, part });
      return addInvolved(i, { id, minor, part }, by);
    });
    return { incident };
  });
  http.serve(r.removeInvolved, async ({ params, body, who }) => {
    const { incidentId } = params;
    const incident = await incidents.change(incidentId, who, async (i, by, tx) => {
      const decision = removeInvolved(i, body.involvedId, by);
      if (decision.ok) await parts.deleteInvolved(tx, body.involvedId, incidentId);
      return decision;
    });
    return { incident };
  });
  http.serve(r.revealInvolved, async ({ params, body, who }) => {
    const found = await need(options, params.incidentId, who);
    const people = await parts.findInvolved(db.query, found.id);
    const person = people.find((p) => p.id === body.involvedId);
    if (!person) throw new Refusal('incident.unknownPart');
    // On record before it is shown: a name that nobody answers for is not given.
    await appendAudit(db.query, {
      at: clock.now(),
      personId: who.personId,
      action: 'incident.revealed',
      subject: found.id,
      detail: { involvedId: person.id, reason: body.reason },
    });
    return { name: person.name };
  });
  http.serve(r.linkAlarm, async ({ params, body, who }) => {
    const { alarmId = null, what } = body;
    const incident = await incidents.change(params.incidentId, who, async (i, by, tx) => {
      if (alarmId !== null) {
        await needAlarmOf(tx, alarmId, i.schoolId);
        const of = await findIncidentOfAlarm(tx, alarmId);
        // It belongs to another incident: those two are merged, the alarm is not torn out.
        if (of !== null && of !== i.id) throw new Refusal('incident.mismatch');
      }
      return link(i, { alarmId, what }, by);
    });
    return { incident };
  });
}
