import { Refusal } from '@anyuan/contracts/errors.ts';
import { changed, type Decision } from '@anyuan/core/incident/incident.ts';
import { assign } from '@anyuan/core/incident/work.ts';
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

/** Open incidents that somebody owns, or findings that they are to mend: those come with the review, when nothing else is due. */
export function makeIncidentHolder(incidents: Incidents, kind: 'incident' | 'finding'): Holder {
  const findOf = async (tx: Tx, personId: string) => {
    const query = tx.selectFrom('incident').select('id');
    const rows = await (kind === 'incident'
      ? query.where('due_at', 'is not', null).where('owner_id', '=', personId)
      : query.where(store.hasToMend(personId))
    ).execute();
    return store.findIncidents(
      tx,
      rows.map((r) => r.id),
    );
  };
  const change = async (
    tx: Tx,
    incidentId: string,
    to: { id: string; toId: string },
    { byId, now }: HandingOver,
  ): Promise<void> => {
    const incident = (await store.lockIncidents(tx, [incidentId])).get(incidentId);
    if (!incident) throw new Refusal('leaving.changedSince');
    const { schoolId } = incident;
    const context = await incidents.context(tx, { schoolId, personId: byId, side: null });
    const decision = handTo(incident, { kind, ...to }, context);
    if (!decision.ok) throw new Refusal('leaving.changedSince');
    await incidents.save(tx, decision, now);
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
      if (!own) throw new Refusal('leaving.changedSince');
      await change(tx, own.id, held, by);
      return { ...held, before: own.id };
    },
    async markOf(tx, { before: id }) {
      const incident = (await store.lockIncidents(tx, [id])).get(id);
      return incident ? String(incident.version) : null;
    },
    takeBack: (tx, moved, by) => change(tx, moved.before, { ...moved, toId: by.fromId }, by),
    tell: (moved) => incidents.tell([...new Set(moved.map((m) => m.before))]),
  };
}
