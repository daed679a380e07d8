import { Refusal } from '@anyuan/contracts/errors.ts';
import type { IncidentSummary, Side } from '@anyuan/contracts/incident.ts';
import { incidentRoutes as r } from '@anyuan/contracts/routes/incidents.ts';
import { changed } from '@anyuan/core/incident/incident.ts';
import { merge, split } from '@anyuan/core/incident/join.ts';
import { acceptIncident, offerIncident, returnIncident } from '@anyuan/core/incident/offer.ts';
import {
  answerOrder,
  finishFinding,
  review,
  setOrder,
  settleOrder,
} from '@anyuan/core/incident/orders.ts';
import { assess, assign, conclude, handle, reopen } from '@anyuan/core/incident/work.ts';
import { v7 } from 'uuid';
import type { Http } from '../platform/http.ts';
import { serveDeadlines } from './deadline-routes.ts';
import * as parts from './detail-store.ts';
import { findOwners } from './hearers.ts';
import { openByHand } from './opening.ts';
import { serveInvolved } from './people-routes.ts';
import { type Actor, type Decide, need, type ServeOptions } from './service.ts';
import * as store from './store.ts';
import { detailOf, scopeOf, summaryOf } from './views.ts';

/** Everything the pages ask about incidents. */
export function serveIncidents(http: Http, options: ServeOptions): void {
  serveReading(http, options);
  serveWork(http, options);
  serveSupervision(http, options);
  serveInvolved(http, options);
  serveNotes(http, options);
  serveDeadlines(http, options);
}

function serveReading(http: Http, options: ServeOptions): void {
  const { db, clock, names, incidents } = options;
  http.serve(r.listIncidents, async ({ query, who }) => {
    const scope = scopeOf(who);
    const { schoolId, overdue, mine, limit, ...filter } = query;
    const schoolIds = scope.schoolIds.filter((id) => schoolId === undefined || id === schoolId);
    const found = await store.listIncidents(db.query, {
      ...scope,
      ...filter,
      schoolIds,
      overdueAt: overdue ? clock.now() : undefined,
      mineOf: mine ? who.personId : undefined,
      limit: limit + 1,
    });
    const page = found.slice(0, limit).map((i) => summaryOf(i, names));
    return { incidents: page, more: found.length > limit };
  });
  http.serve(r.showIncident, async ({ params, who }) => {
    const found = await need(options, params.incidentId, who);
    const ids = [found.id, ...found.mergedIds];
    const [facts, involved, platforms] = await Promise.all([
      parts.findIncidentFacts(db.query, ids),
      parts.findInvolved(db.query, found.id),
      parts.findPlatformLinks(db.query, ids),
    ]);
    return { incident: detailOf(found, { facts, involved, platforms, names, who }) };
  });
  http.serve(r.openIncident, async ({ body, who }) => ({
    incident: await openByHand({ db, incidents }, body, who),
  }));
  http.serve(r.listIncidentOwners, async ({ params, who }) => {
    const found = await need(options, params.incidentId, who);
    const lines = options.linesOf(found.schoolId);
    const of = async (side: Side) =>
      (await findOwners(db.query, lines, side)).map(({ id, name }) => ({ id, name, side }));
    return { owners: [...(await of('school')), ...(found.shared ? await of('police') : [])] };
  });
}

const answered = async (incident: Promise<IncidentSummary>) => ({ incident: await incident });

/** Assess, handle, conclude, review, hand over, merge, split. */
function serveWork(http: Http, { incidents }: ServeOptions): void {
  const act = (id: string, who: Actor, decide: Decide) =>
    answered(incidents.change(id, who, decide));
  http.serve(r.assessIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => assess(i, body, by)),
  );
  http.serve(r.handleIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => handle(i, body.what, by)),
  );
  http.serve(r.concludeIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => conclude(i, body.conclusion, by)),
  );
  http.serve(r.reviewIncident, ({ params, body, who }) => {
    const findings = body.findings.map((f) => ({ ...f, id: v7() }));
    return act(params.incidentId, who, (i, by) =>
      review(i, { conclusion: body.conclusion, findings }, by),
    );
  });
  http.serve(r.finishFinding, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => finishFinding(i, body, by)),
  );
  http.serve(r.offerIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => offerIncident(i, body.note, by)),
  );
  http.serve(r.acceptIncident, ({ params, who }) => act(params.incidentId, who, acceptIncident));
  http.serve(r.returnIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => returnIncident(i, body.reason, by)),
  );
  http.serve(r.mergeIncident, ({ params, body, who }) => {
    if (params.incidentId === body.otherId) throw new Refusal('incident.mismatch');
    const ids = { incidentId: params.incidentId, otherId: body.otherId };
    return answered(
      incidents.changeTwo(ids, who, (into, other, by) => merge({ into, other, why: body.why }, by)),
    );
  });
  http.serve(r.splitIncident, ({ params, body, who }) =>
    act(params.incidentId, who, async (i, by, tx) => {
      const known = await store.lockIncidents(tx, [body.newId]);
      if (known.size > 0) return { ok: true, incidents: [], facts: [] };
      return split(i, body, by);
    }),
  );
}

/** Owner, deadline, instructions: what leaders do. */
function serveSupervision(http: Http, options: ServeOptions): void {
  const { incidents } = options;
  const act = (id: string, who: Actor, decide: Decide) =>
    answered(incidents.change(id, who, decide));
  http.serve(r.reopenIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => reopen(i, body.why, by)),
  );
  http.serve(r.assignIncident, ({ params, body, who }) =>
    act(params.incidentId, who, async (i, by) => {
      const { ownerId, deadlineAt = null } = body;
      const lines = options.linesOf(i.schoolId);
      const owners = await Promise.all([
        findOwners(options.db.query, lines, 'school'),
        findOwners(options.db.query, lines, 'police'),
      ]);
      if (!owners.flat().some((p) => p.id === ownerId)) throw new Refusal('incident.unknownPart');
      return assign(i, { ownerId, deadlineAt }, by);
    }),
  );
  http.serve(r.orderIncident, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => setOrder(i, { ...body, id: v7() }, by)),
  );
  http.serve(r.answerOrder, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => answerOrder(i, body, by)),
  );
  http.serve(r.settleOrder, ({ params, body, who }) =>
    act(params.incidentId, who, (i, by) => settleOrder(i, body.orderId, by)),
  );
}

/** Each side's notes by a route and a permission of its own. */
function serveNotes(http: Http, options: ServeOptions): void {
  const { incidents, db } = options;
  const add = (side: Side, incidentId: string, who: Actor, text: string) =>
    answered(
      incidents.change(incidentId, who, async (i, { now, personId }, tx) => {
        await parts.insertNote(tx, { id: v7(), incidentId, side, personId, at: now, text });
        return changed(i, {}, { type: 'incident.noted', incidentId, personId, side });
      }),
    );
  const list = async (side: Side, incidentId: string, who: Actor) => {
    const found = await need(options, incidentId, who);
    const rows = await parts.findNotes(db.query, [found.id, ...found.mergedIds], side);
    return { notes: rows.map(({ id, at, text, name }) => ({ id, at, text, personName: name })) };
  };
  http.serve(r.addSchoolNote, ({ params, body, who }) =>
    add('school', params.incidentId, who, body.text),
  );
  http.serve(r.addPoliceNote, ({ params, body, who }) =>
    add('police', params.incidentId, who, body.text),
  );
  http.serve(r.listSchoolNotes, ({ params, who }) => list('school', params.incidentId, who));
  http.serve(r.listPoliceNotes, ({ params, who }) => list('police', params.incidentId, who));
}
