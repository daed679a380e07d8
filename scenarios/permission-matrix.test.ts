import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Permission } from '@anyuan/contracts/permissions.ts';
import { type RouteName, routes } from '@anyuan/contracts/routes/index.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';
import { incidentBodies, incidentPermissions, newIncident } from './incident-bodies.ts';
import {
  absent,
  drillBodies,
  figureBodies,
  morePermissions,
  notHere,
  placeBodies,
  placeIds,
  planBodies,
  queries,
  rosterBodies,
  rosterIds,
} from './permission-bodies.ts';

/**
 * Every route x every account, for a subject in school 1. Written out by hand, apart from the rules
 * in core: whoever changes a rule changes it here as well, and sees what it means.
 */
const near: Record<string, readonly Permission[]> = {
  guard: ['alarm.view', 'alarm.raise', 'alarm.respond', 'alarm.close', 'terminal.view'],
  teacher: ['alarm.view', 'alarm.raise', 'alarm.respond', 'alarm.close'],
  affairs: [
    'alarm.view',
    'alarm.raise',
    'alarm.respond',
    'alarm.close',
    'alarm.review',
    'recording.play',
    'terminal.view',
    'phrase.manage',
    'operation.view',
    'people.view',
    'plan.view',
    'plan.manage',
    'roster.view',
    'roster.manage',
    'contact.manage',
  ],
  leader: [
    'alarm.view',
    'alarm.raise',
    'alarm.respond',
    'alarm.close',
    'alarm.review',
    'recording.play',
    'terminal.view',
    'phrase.manage',
    'operation.view',
    'people.view',
    'plan.view',
    'plan.manage',
    'roster.view',
    'roster.manage',
    'contact.manage',
  ],
  officer: ['alarm.view', 'alarm.raise', 'alarm.respond', 'alarm.close', 'terminal.view'],
  command: [
    'alarm.view',
    'alarm.raise',
    'alarm.respond',
    'alarm.close',
    'alarm.review',
    'recording.play',
    'terminal.view',
    'operation.view',
    'people.view',
    'plan.view',
    'roster.view',
    'roster.manage',
    'contact.manage',
  ],
  bureau: [
    'alarm.view',
    'alarm.review',
    'terminal.view',
    'people.view',
    'plan.view',
    'roster.view',
  ],
  edu: ['alarm.view', 'terminal.view', 'plan.view', 'roster.view'],
  admin: [
    'alarm.view',
    'alarm.raise',
    'alarm.respond',
    'alarm.close',
    'alarm.review',
    'terminal.view',
    'terminal.manage',
    'phrase.manage',
    'channel.manage',
    'operation.view',
    'people.view',
    'plan.view',
    'plan.manage',
    'roster.view',
    'roster.manage',
    'contact.manage',
  ],
};
const others = [incidentPermissions, ...morePermissions];
for (const [login, more] of others.flatMap(Object.entries)) {
  near[login] = [...(near[login] ?? []), ...more];
}
/** Same roles at other schools and at the other station: whatever they may do, not here. */
const far: Record<string, readonly Permission[]> = {
  guard2: near.guard ?? [],
  leader2: near.leader ?? [],
  affairs3: near.affairs ?? [],
  command2: near.command ?? [],
};

let s: Scenario;
const actors = new Map<string, Actor>();
const subject = {
  ...{ alarmId: '', terminalId: '', schoolId: '', zoneId: '' },
  ...{ detectionId: '', organisationId: '', incidentId: '' },
};

before(async () => {
  s = await startScenario();
  for (const login of [...Object.keys(near), ...Object.keys(far)]) {
    actors.set(login, await s.as(login));
  }
  const guard = actors.get('guard') as Actor;
  const { schools } = await guard.call('listSchools');
  subject.schoolId = schools[0]?.id ?? '';
  subject.organisationId = subject.schoolId;
  subject.zoneId = schools[0]?.zones[0]?.id ?? '';
  subject.detectionId = v7();
  const { alarm } = await guard.call('raiseAlarm', {
    body: { ...pick('schoolId', 'zoneId', 'detectionId'), beganAt: s.clock.now() },
  });
  subject.alarmId = alarm.id;
  subject.incidentId = v7();
  await (actors.get('affairs') as Actor).call('openIncident', {
    body: { ...newIncident(subject), incidentId: subject.incidentId, share: true },
  });
  const { terminals } = await guard.call('listTerminals');
  subject.terminalId = terminals[0]?.id ?? '';
});
after(() => s.end());

const pick = <K extends keyof typeof subject>(...keys: K[]) =>
  Object.fromEntries(keys.map((k) => [k, subject[k]])) as Record<K, string>;

/** Input that gets past the parser, so that what answers is the permission. */
const bodies: Partial<Record<RouteName, () => object>> = {
  signIn: () => ({ login: 'nobody', password: 'wrong' }),
  changePassword: () => ({ current: 'wrong-password', next: 'Next-password-1' }),
  setLocale: () => ({ locale: 'zh' }),
  raiseAlarm: () => ({ ...pick('schoolId', 'zoneId'), detectionId: v7(), beganAt: 1 }),
  arriveAtAlarm: () => ({ method: 'qr', terminalId: subject.terminalId, code: 'wrong-code' }),
  closeAlarm: () => ({ verdict: 'true', reason: '' }),
  reviewAlarm: () => ({ conclusion: '…' }),
  enrolTerminal: () => ({ code: 'WRONGCODE1' }),
  subscribePush: () => ({ endpoint: 'https://push.example/x', keys: { p256dh: 'x', auth: 'y' } }),
  unsubscribePush: () => ({ endpoint: 'https://push.example/x' }),
  dryRunPlan: () => ({ ...pick('zoneId'), kind: 'scream' }),
  savePhrases: () => ({ version: 999, phrases: [] }),
  ...planBodies,
  saveChannel: () => ({ basedOn: null, enabled: false, settings: {} }),
  ...incidentBodies(subject),
  ...rosterBodies,
  ...drillBodies(subject),
  ...placeBodies,
  ...figureBodies,
};
/** Of nothing that exists: what answers is the permission, else that it is gone. */
const operationId = v7();
const receipt = 'unknown-receipt-unknown-receipt';

async function outcome(who: Actor, name: RouteName): Promise<string> {
  const params = {
    ...subject,
    ...rosterIds,
    ...placeIds,
    kind: 'webhook',
    receipt,
    state: 'read',
    token: receipt,
    operationId,
    drillId: operationId,
    talkId: operationId,
    runId: operationId,
    testId: operationId,
    deliveryId: '1',
    planKey: 'default',
    playbookKey: 'help',
  };
  try {
    await who.call(name, {
      params: params as never,
      query: (queries[name] ?? {}) as never,
      ...(bodies[name] ? { body: bodies[name]?.() as never } : {}),
    });
    return 'done';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

/** Signing out ends the session that the other cases use. */
const destructive: readonly RouteName[] = ['signOut'];
const names = (Object.keys(routes) as RouteName[]).filter((n) => !destructive.includes(n));

test('every route declares who may call it', () => {
  for (const [name, route] of Object.entries(routes)) {
    assert.ok(route.access, name);
    assert.ok(route.summary.length > 10, name);
  }
});

test('nobody gets anywhere without signing in', async () => {
  for (const name of Object.keys(routes) as RouteName[]) {
    const { access } = routes[name];
    const code = await outcome(s.nobody, name);
    if (access === 'terminal') assert.equal(code, 'terminal.wrongCredential', name);
    else if (access !== 'public') assert.equal(code, 'session.required', name);
  }
});

const refusals = ['permission.denied', 'session.required', 'session.crossSite'];

for (const [login, mine] of Object.entries(near)) {
  test(`${login} of school 1 may do exactly what the role carries`, async () => {
    for (const name of names) {
      const { access } = routes[name];
      const code = await outcome(actors.get(login) as Actor, name);
      if (access === 'public' || access === 'session') continue;
      if (access === 'terminal') assert.equal(code, 'terminal.wrongCredential', name);
      else if (routes[name].subject !== 'none' && notHere[login]?.includes(access)) {
        assert.equal(code, 'subject.unknown', name);
      } else if (mine.includes(access)) {
        // A clip that is not there and an unknown channel are `missing`, not `not yours`.
        const isAbsent = absent.includes(name) && code === 'subject.unknown';
        assert.ok(
          isAbsent || (!refusals.includes(code) && code !== 'subject.unknown'),
          `${name}: ${code}`,
        );
      } else assert.equal(code, 'permission.denied', name);
    }
  });
}

for (const [login, theirs] of Object.entries(far)) {
  test(`${login} of elsewhere reaches nothing of school 1`, async () => {
    for (const name of names) {
      const { access, subject: kind } = routes[name];
      if (kind === 'none') continue;
      const code = await outcome(actors.get(login) as Actor, name);
      const held = theirs.includes(access as Permission);
      assert.equal(code, held ? 'subject.unknown' : 'permission.denied', name);
    }
  });
}

test('lists and the live view hold only what is in scope', async () => {
  const { alarms } = await (actors.get('guard2') as Actor).call('listAlarms');
  assert.deepEqual(alarms, []);
  const { terminals } = await (actors.get('guard2') as Actor).call('listTerminals');
  assert.ok(terminals.length > 0 && terminals.every((t) => t.schoolId !== subject.schoolId));
  const screen = await (actors.get('leader2') as Actor).live();
  const bureau = await (actors.get('bureau') as Actor).live();
  const { alarm } = await (actors.get('guard') as Actor).call('raiseAlarm', {
    body: { ...pick('schoolId'), detectionId: v7(), beganAt: s.clock.now(), alarmKind: 'test' },
  });
  await soon(() => assert.equal(bureau.alarms.get(alarm.id)?.state, 'calling'));
  assert.equal(screen.alarms.size, 0);
});

test('a foreign page cannot use the cookie', async () => {
  const response = await fetch(`${s.url}/api/alarms/${subject.alarmId}/handle`, {
    method: 'POST',
    headers: { cookie: (actors.get('guard') as Actor).cookie },
  });
  assert.equal(response.status, 403);
});

test('with the first password nothing is allowed but to change it', async () => {
  await s.database.pool.query(
    `update person set must_change_password = true where login = 'guard2'`,
  );
  const fresh = await s.as('guard2');
  assert.equal(await outcome(fresh, 'listAlarms'), 'password.mustChange');
  assert.equal((await fresh.call('currentSession')).mustChangePassword, true);
});
