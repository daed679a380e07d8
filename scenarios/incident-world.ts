import assert from 'node:assert/strict';
import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import { openDb } from '@anyuan/server/platform/db.ts';
import {
  type Actor,
  type LiveScreen,
  Refused,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { sql } from 'kysely';
import { v7 } from 'uuid';

export type IncidentWorld = Awaited<ReturnType<typeof openIncidentWorld>>;

/** Seconds. */
export const minute = 60;

export const assessment = {
  kind: 'fight' as const,
  level: 3,
  grade: 'orange' as const,
  assessment: '课间推搡，一人轻伤',
};

/** Refused with this code, and nothing else. */
export const refused = (call: Promise<unknown>, code: string) =>
  assert.rejects(call, (e) => e instanceof Refused && e.code === code, code);

export const typesOf = (i: { timeline: { type: string }[] }) => i.timeline.map((e) => e.type);

/** The last that a screen was told of an incident. */
export const shownOn = (screen: LiveScreen, id: string) =>
  screen.frames
    .flatMap((f) => (f.type === 'incidents' ? f.incidents : []))
    .filter((i) => i.id === id)
    .at(-1);

export const detail = async (who: Actor, incidentId: string) =>
  (await who.call('showIncident', { params: { incidentId } })).incident;

/** The demonstration county with a terminal in school 1 and a window into its database. */
export async function openIncidentWorld() {
  const s = await startScenario();
  const db = openDb(s.database.connection, { max: 1 });
  const terminal = await s.terminal();
  const schoolId = (await (await s.as('guard')).call('listSchools')).schools[0]?.id ?? '';
  /** Travels without running every second in between; what is due then happens. */
  async function travel(seconds: number): Promise<void> {
    s.clock.jump(seconds * 1000);
    await s.advance(2);
  }

  async function trueAlarm(): Promise<string> {
    const guard = await s.as('guard');
    const { id } = await terminal.detect({ kind: 'button', confidence: 4 });
    await soon(() => assert.ok(terminal.acked.has(id)));
    const alarm = await soon(async () => {
      const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
      const found = alarms.find((a) => a.detectionIds.includes(id));
      assert.ok(found);
      return found;
    });
    const params = { alarmId: alarm.id };
    await guard.call('closeAlarm', { params, body: { verdict: 'true', reason: '两名学生争执' } });
    return alarm.id;
  }

  async function incidentOf(who: Actor, alarmId: string) {
    return soon(async () => {
      await s.server.idle();
      const { incidents } = await who.call('listIncidents');
      for (const { id } of incidents) {
        const { incident } = await who.call('showIncident', { params: { incidentId: id } });
        if (incident.alarmIds.includes(alarmId)) return incident;
      }
      throw new Error('no incident of that alarm yet');
    });
  }

  const byHand = async (who: Actor, more: object = {}): Promise<IncidentSummary> => {
    const body = {
      incidentId: v7(),
      schoolId,
      source: 'call' as const,
      kind: 'dispute' as const,
      title: '家长在校门口争吵',
      occurredAt: s.clock.now(),
      ...more,
    };
    return (await who.call('openIncident', { body })).incident;
  };

  /** Logins that were sent a notice, by what the address says: the demonstration has no push service. */
  async function toldOf(incidentId: string, type: string): Promise<string[]> {
    const { rows } = await sql<{ login: string }>`
      select distinct p.login from fact f
      cross join lateral jsonb_array_elements_text(f.body -> 'people') person
      join person p on p.id = person::uuid
      where f.incident_id = ${incidentId}::uuid and f.type = ${type} order by 1`.execute(db.query);
    return rows.map((r) => r.login);
  }

  return {
    s,
    db,
    schoolId,
    travel,
    trueAlarm,
    incidentOf,
    byHand,
    toldOf,
    async end() {
      await db.close();
      await s.end();
    },
  };
}
