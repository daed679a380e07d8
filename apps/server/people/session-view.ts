import type { Post } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { permissions } from '@anyuan/contracts/permissions.ts';
import type { SessionView } from '@anyuan/contracts/routes/session.ts';
import { type DutyRule, onDuty } from '@anyuan/core/people/duty.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import * as store from './store.ts';

interface ViewOptions {
  db: Db;
  clock: Clock;
  vapidPublicKey(): Promise<string>;
}

/** Who is signed in, what they may do and which posts they fill now. */
export async function sessionViewOf(options: ViewOptions, who: Who): Promise<SessionView> {
  const { db, clock } = options;
  const [person, assignments, rules, demonstration, vapidPublicKey] = await Promise.all([
    store.findPerson(db.query, who.personId),
    store.findAssignments(db.query, who.personId),
    store.findDutyRulesOf(db.query, who.personId),
    store.findInstallation(db.query, 'demonstration'),
    options.vapidPublicKey(),
  ]);
  if (!person) throw new Refusal('session.required');
  return {
    personId: who.personId,
    name: person.name,
    locale: person.locale,
    mustChangePassword: person.must_change_password,
    assignments: assignments.map((a) => ({
      organisationId: a.organisation_id,
      organisationName: a.name,
      organisationKind: a.kind,
      role: a.role,
    })),
    onDuty: dutyNow(rules, clock.now()),
    permissions: permissions.filter((p) => who.permissions.has(p)),
    demonstration: demonstration !== undefined && demonstration !== false,
    vapidPublicKey,
  };
}

type RuleRow = Awaited<ReturnType<typeof store.findDutyRulesOf>>[number];

function dutyNow(rows: readonly RuleRow[], nowMs: number): SessionView['onDuty'] {
  const zones = new Map(rows.map((r) => [r.organisation_id, r.time_zone]));
  const rules = rows.map(
    (r): DutyRule => ({
      personId: r.person_id,
      organisationId: r.organisation_id,
      post: r.post as Post,
      weekdays: r.weekdays,
      fromMinute: r.from_minute,
      toMinute: r.to_minute,
      buildingId: r.building_id,
    }),
  );
  const now = onDuty(rules, nowMs, (id) => zones.get(id) ?? 'Asia/Shanghai');
  // Two buildings, one post: shown once.
  const filled = new Map(now.map((d) => [`${d.organisationId} ${d.post}`, d]));
  return [...filled.values()].map(({ organisationId, post }) => ({ organisationId, post }));
}
