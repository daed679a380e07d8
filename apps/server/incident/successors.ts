import { Refusal } from '@anyuan/contracts/errors.ts';
import { changed, type Decision } from '@anyuan/core/incident/incident.ts';
import { assign } from '@anyuan/core/incident/work.ts';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { HandingOver, Holder } from '../platform/successors.ts';
import type { Incidents } from './service.ts';
import * as store from './store.ts';

/** Gives an incident, or one finding of it, to somebody else. */
function handTo(
  incident: store.Stored,
  { kind, id, toId }: { kind: 'incident' | 'finding'; id: string; toId: string },
  context: Parameters<typeof assign>[2],
): Decision {
  if (kind === 'incident') return assign(incident, { ownerId: toId, deadlineAt: null }, context);
  const findings = incident.findings.map((f) => (f.id === id ? { ...f, ownerId: toId } : f));
  return changed(incident, { findings });
}

/** Open incidents that somebody owns, and findings that they are to mend. */
export function makeIncidentHolder(incidents: Incidents, kind: 'incident' | 'finding'): Holder {
  const findOf = async (tx: Tx, personId: string) => {
    const finding = JSON.stringify({ findings: [{ ownerId: personId }] });
    let query = tx.selectFrom('incident').select('id').where('due_at', 'is not', null);
    query =
      kind === 'incident'
        ? query.where('owner_id', '=', personId)
        : query.where(sql<boolean>`body @> ${finding}::jsonb`);
    const rows = await query.execute();
    return store.findIncidents(
      tx,
      rows.map((r) => r.id),
    );
  };
  const change = async (
    tx: Tx,
    incidentId: string,
    to: { id: string; toId: string; mark?: string },
    { byId, now }: HandingOver,
  ): Promise<string | null> => {
    const incident = (await store.lockIncidents(tx, [incidentId])).get(incidentId);
    if (!incident || (to.mark !== undefined && to.mark !== String(incident.version))) return null;
    const { schoolId } = incident;
    const context = await incidents.context(tx, { schoolId, personId: byId, side: null });
    const decision = handTo(incident, { kind, ...to }, context);
    if (!decision.ok) return null;
    await incidents.save(tx, decision, now);
    return String(incident.version + 1);
  };
  return {
    async find(tx, personId) {
      return (await findOf(tx, personId)).flatMap((i) => {
        const at = { kind, organisationId: i.schoolId, emptied: false };
        if (kind === 'incident') return [{ ...at, id: i.id, name: `#${i.number} ${i.title}` }];
        const open = i.findings.filter((f) => f.ownerId === personId && f.doneAt === null);
        return open.map((f) => ({ ...at, id: f.id, name: `#${i.number} ${f.problem}` }));
      });
    },
    async move(tx, held, by) {
      const all = await findOf(tx, by.fromId);
      const own = all.find((i) => i.id === held.id || i.findings.some((f) => f.id === held.id));
      const mark = own ? await change(tx, own.id, held, by) : null;
      if (!own || mark === null) throw new Refusal('leaving.changedSince');
      return { ...held, mark, before: own.id };
    },
    takeBack: async (tx, moved, by) =>
      (await change(tx, moved.before, { ...moved, toId: by.fromId }, by)) !== null,
    tell: (moved) => incidents.tell([...new Set(moved.map((m) => m.before))]),
  };
}
