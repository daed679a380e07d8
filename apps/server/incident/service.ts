import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { IncidentSummary, Side } from '@anyuan/contracts/incident.ts';
import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import { type Context, type Decision, dueAtOf } from '@anyuan/core/incident/incident.ts';
import { type Opening, openIncident } from '@anyuan/core/incident/open.ts';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Who } from '../platform/who.ts';
import { findDeadlineRules } from './deadline-store.ts';
import { type Lines, rungAt } from './hearers.ts';
import * as store from './store.ts';
import { type IncidentNames, maySee, sideOf, summaryOf } from './views.ts';

/** Tells other instances which incidents changed: "<instance> <id> ..." */
export const incidentChannel = 'anyuan_incident';

export interface IncidentsOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  names: IncidentNames & { place(zoneId: string): string };
  instance: string;
  linesOf(schoolId: string): Lines;
  /** `line`: the organisation and those above it, nearest first: whose deadlines hold. */
  about(organisationId: string): { name: string; schoolId: string | null; line: readonly string[] };
  /** People on duty who are rung on a side: command room, leader on duty. */
  onDuty(schoolId: string, side: Side, now: number): string[];
  /** After each commit: live screens, and when to look again. */
  onChanged(incidents: readonly IncidentSummary[], dueAt: number | null): void;
}

/** Who acts. A system acts without a person and for a side. */
export type Actor = Pick<Who, 'personId' | 'may'>;

export type Decide = (
  incident: store.Stored,
  context: Context,
  tx: Tx,
) => Decision | Promise<Decision>;

export interface Incidents {
  /** Lock, decide, save, append facts, commit; then tell. Refusals leave as `Refusal`. */
  change(incidentId: string, actor: Actor, decide: Decide): Promise<IncidentSummary>;
  /** The same for two: the second is the `otherId`. */
  changeTwo(
    ids: { incidentId: string; otherId: string },
    actor: Actor,
    decide: (a: store.Stored, b: store.Stored, context: Context) => Decision,
  ): Promise<IncidentSummary>;
  /** Opens one inside a transaction of the caller's; `tell` after its commit. */
  open(tx: Tx, opening: Opening, actor: { personId: string; side: Side }): Promise<string[]>;
  save(tx: Tx, decision: Decision, now: number): Promise<string[]>;
  tell(ids: readonly string[]): Promise<void>;
  summary(incidentId: string): Promise<IncidentSummary>;
  context(tx: Tx, of: { schoolId: string; personId: string; side: Side | null }): Promise<Context>;
}

export function makeIncidents(options: IncidentsOptions): Incidents {
  const { db, clock, facts, names } = options;

  const context: Incidents['context'] = async (tx, { schoolId, personId, side }) => {
    const now = clock.now();
    const at = {
      lines: options.linesOf(schoolId),
      onDuty: (of: Side) => options.onDuty(schoolId, of, now),
    };
    const duty = { school: await rungAt(tx, 'school', at), police: await rungAt(tx, 'police', at) };
    const rules = await findDeadlineRules(tx, options.about(schoolId).line);
    return { now, personId, side, rules, duty };
  };

  /** Saves what was decided with its facts and the notice to other instances; ids that changed. */
  const save = async (tx: Tx, decision: Decision, now: number): Promise<string[]> => {
    if (!decision.ok) throw new Refusal(decision.code);
    const { incidents } = decision;
    if (incidents.length === 0) return [];
    await store.saveIncidents(tx, incidents, now);
    const schoolId = incidents[0]?.schoolId ?? null;
    await facts.append(tx, entriesOf(decision.facts, schoolId, now));
    const ids = incidents.map((i) => i.id);
    const payload = [options.instance, ...ids].join(' ');
    await sql`select pg_notify(${incidentChannel}, ${payload})`.execute(tx);
    return ids;
  };

  const tell = async (ids: readonly string[]): Promise<void> => {
    const found = await store.findIncidents(db.query, ids);
    const due = found.map(dueAtOf).filter((at) => at !== null);
    options.onChanged(
      found.map((i) => summaryOf(i, names)),
      due.length > 0 ? Math.min(...due) : null,
    );
  };

  const summary = async (incidentId: string): Promise<IncidentSummary> => {
    const [found] = await store.findIncidents(db.query, [incidentId]);
    if (!found) throw new Refusal('subject.unknown');
    return summaryOf(found, names);
  };

  /** Locks those that the actor may see; the others are not there. */
  const lock = async (tx: Tx, ids: readonly string[], actor: Actor) => {
    const locked = await store.lockIncidents(tx, ids);
    return ids.map((id) => {
      const incident = locked.get(id);
      if (!incident || !maySee(actor, incident)) throw new Refusal('subject.unknown');
      return incident;
    });
  };

  const act = async (
    ids: readonly string[],
    actor: Actor,
    decide: (found: store.Stored[], context: Context, tx: Tx) => Decision | Promise<Decision>,
  ): Promise<void> => {
    const changed = await db.query.transaction().execute(async (tx) => {
      const found = await lock(tx, ids, actor);
      const { schoolId } = found[0] as store.Stored;
      const { personId } = actor;
      const by = await context(tx, { schoolId, personId, side: sideOf(actor, schoolId) });
      return save(tx, await decide(found, by, tx), by.now);
    });
    if (changed.length > 0) await tell(changed);
  };

  return {
    save,
    tell,
    summary,
    context,
    async change(incidentId, actor, decide) {
      await act([incidentId], actor, ([one], by, tx) => decide(one as store.Stored, by, tx));
      return summary(incidentId);
    },
    async changeTwo({ incidentId, otherId }, actor, decide) {
      await act([incidentId, otherId], actor, ([a, b], by) =>
        decide(a as store.Stored, b as store.Stored, by),
      );
      return summary(incidentId);
    },
    async open(tx, opening, { personId, side }) {
      const by = await context(tx, { schoolId: opening.schoolId, personId, side });
      return save(tx, openIncident(opening, by), by.now);
    },
  };
}

export function entriesOf(facts: readonly IncidentFact[], schoolId: string | null, now: number) {
  return facts.map((fact) => ({ at: now, schoolId, fact }));
}

export interface ServeOptions extends IncidentsOptions {
  incidents: Incidents;
  organisations(): readonly { id: string; name: string }[];
}

/** One incident that this reader may see; else it is not there. */
export async function need(
  { db }: Pick<ServeOptions, 'db'>,
  incidentId: string,
  who: Actor,
): Promise<store.Stored> {
  const [found] = await store.findIncidents(db.query, [incidentId]);
  if (!found || !maySee(who, found)) throw new Refusal('subject.unknown');
  return found;
}
