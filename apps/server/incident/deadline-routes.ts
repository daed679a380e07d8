import { incidentRoutes as r } from '@anyuan/contracts/routes/incidents.ts';
import { deadlinesOf } from '@anyuan/core/incident/deadlines.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { findSetDeadlines, saveDeadlines } from './deadline-store.ts';
import type { ServeOptions } from './service.ts';

type Options = Pick<ServeOptions, 'db' | 'facts' | 'clock' | 'about' | 'organisations'>;

/** How long stages may take: each organisation for itself and those below it. */
export function serveDeadlines(http: Http, options: Options): void {
  const { db, facts, clock, about } = options;

  const show = async (organisationId: string) => {
    const { line } = about(organisationId);
    const set = await findSetDeadlines(db.query, line);
    const isOwn = (s: { organisationId: string | null }) => s.organisationId === organisationId;
    const above = deadlinesOf(
      line.filter((id) => id !== organisationId),
      set,
    );
    return {
      deadlines: above.map(({ organisationId: by, rule }) => ({
        own: set.find((s) => isOwn(s) && s.rule.stage === rule.stage)?.rule ?? null,
        above: rule,
        aboveBy: by === null ? null : { id: by, name: about(by).name },
      })),
    };
  };

  http.serve(r.listDeadlines, async ({ who }) => {
    const mine = options.organisations().filter((o) => who.may('incident.rules', o.id));
    const set = await findSetDeadlines(
      db.query,
      mine.map((o) => o.id),
    );
    const own = (id: string) => set.filter((s) => s.organisationId === id).length;
    return { organisations: mine.map(({ id, name }) => ({ id, name, own: own(id) })) };
  });
  http.serve(r.showDeadlines, ({ params }) => show(params.organisationId));
  http.serve(r.saveDeadlines, async ({ params: { organisationId }, body, who: { personId } }) => {
    const ownOf = async (tx: Tx) =>
      (await findSetDeadlines(tx, [organisationId])).map(({ rule }) => rule);
    await db.query.transaction().execute(async (tx) => {
      const at = clock.now();
      const detail = { before: await ownOf(tx), after: body.deadlines };
      await saveDeadlines(tx, organisationId, body.deadlines);
      const subject = organisationId;
      await appendAudit(tx, { at, personId, action: 'deadlines.changed', subject, detail });
      const stages = body.deadlines.map((d) => d.stage);
      const fact = { type: 'deadlines.changed', organisationId, personId, stages } as const;
      await facts.append(tx, [{ at, schoolId: about(organisationId).schoolId, fact }]);
    });
    return show(organisationId);
  });
}
