import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { makeTestClock, type TestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { type Db, openDb } from '../platform/db.ts';
import { type Http, makeHttp } from '../platform/http.ts';
import { hashPassword } from './password.ts';
import { makePeople, type People } from './people.ts';

const startMs = Date.parse('2026-03-02T09:00:00+08:00');
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const school = id(1);
const otherSchool = id(2);
const station = id(3);
const teacher = id(11);
const admin = id(12);
const left = id(13);
const password = '西街校区2026安全';
const phone = 'Mozilla/5.0 (Linux; Android 15) Mobile';
const desktop = 'Mozilla/5.0 (X11; Linux x86_64)';

let fresh: FreshDatabase;
let db: Db;
let clock: TestClock;
let people: People;
let http: Http;
let stored: string;
const endedSessions: string[] = [];

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  stored = await hashPassword(password);
  await fresh.pool.query(`insert into organisation (id, kind, name, police_parent_id) values
    ('${station}', 'policeStation', '城南派出所', null),
    ('${school}', 'school', '西街小学', '${station}'), ('${otherSchool}', 'school', '东街小学', null)`);
});
after(async () => {
  await db.close();
  await fresh.drop();
});
beforeEach(async () => {
  await http?.app.close();
  await fresh.pool.query('delete from session; delete from audit');
  await fresh.pool.query('delete from role_assignment; delete from person');
  await fresh.pool.query(
    `insert into person (id, login, name, title, password_hash, must_change_password, active) values
     ($1, 'wang', '王晓', '王老师', $4, false, true), ($2, 'admin', '赵敏', '赵主任', $4, true, true),
     ($3, 'gone', '钱方', '钱老师', $4, false, false)`,
    [teacher, admin, left, stored],
  );
  await fresh.pool.query(
    `insert into role_assignment values ($1, $2, 'teacher'), ($3, $4, 'administrator')`,
    [teacher, school, admin, station],
  );
  clock = makeTestClock(startMs);
  const log = pino({ level: 'silent' });
  endedSessions.length = 0;
  people = makePeople({
    db,
    clock,
    log,
    postsOf: () => [{ organisationId: school, post: 'floorTeacher' }],
    vapidPublicKey: async () => 'vapid-key',
    onSessionsEnded: (keys) => endedSessions.push(...keys),
  });
  http = await makeHttp({
    log,
    authenticate: people.authenticate,
    authenticateTerminal: async () => null,
    organisationOf: async () => null,
  });
  people.routes(http);
});

const signIn = (
  change: { login?: string; password?: string; from?: string; agent?: string } = {},
) =>
  http.app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress: change.from ?? '10.0.0.5',
    headers: { 'user-agent': change.agent ?? desktop },
    payload: { login: change.login ?? 'wang', password: change.password ?? password },
  });
const cookieOf = (reply: { headers: Record<string, unknown> }) =>
  String(reply.headers['set-cookie']).split(';')[0] as string;
const call = (
  method: 'GET' | 'POST' | 'DELETE' | 'PUT',
  url: string,
  cookie: string,
  body?: object,
) =>
  http.app.inject({
    method,
    url,
    headers: { cookie, 'x-anyuan': '1' },
    ...(body ? { payload: body } : {}),
  });
const now = (cookie: string) => call('GET', '/api/session', cookie);
const actions = async () =>
  (await fresh.pool.query('select action, person_id, subject, detail from audit order by id')).rows;

test('signs in, says who and what they may do, and signs out for good', async () => {
  const reply = await signIn();
  assert.equal(reply.statusCode, 200);
  const view = reply.json();
  assert.equal(view.name, '王晓');
  assert.ok(
    ['alarm.view', 'alarm.respond', 'alarm.close'].every((p) => view.permissions.includes(p)),
  );
  assert.ok(!view.permissions.includes('terminal.manage'));
  assert.deepEqual(view.onDuty, [{ organisationId: school, post: 'floorTeacher' }]);
  assert.equal(view.vapidPublicKey, 'vapid-key');
  assert.equal(view.demonstration, false);
  const header = String(reply.headers['set-cookie']);
  assert.match(header, /^anyuan=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = cookieOf(reply);
  assert.equal((await now(cookie)).json().personId, teacher);
  const who = await people.authenticateCookieHeader(`theme=dark; ${cookie}`);
  assert.equal(who?.may('alarm.respond', school), true);
  assert.equal(who?.may('alarm.respond', otherSchool), false);
  assert.equal((await call('DELETE', '/api/session', cookie)).statusCode, 200);
  assert.equal((await now(cookie)).statusCode, 401);
  assert.deepEqual(endedSessions, [who?.sessionKey]);
  assert.deepEqual(
    (await actions()).map((a) => a.action),
    ['session.opened', 'session.ended'],
  );
});

test('only the hash of the token is stored', async () => {
  const token = cookieOf(await signIn()).slice('anyuan='.length);
  const { rows } = await fresh.pool.query(
    `select token_hash = sha256($1::bytea) as hashed, token_hash = $1::bytea as plain from session`,
    [Buffer.from(token)],
  );
  assert.deepEqual(rows, [{ hashed: true, plain: false }]);
});

test('unknown, inactive and wrong look the same, also when locked; nothing typed is kept', async () => {
  for (const login of ['wang', 'gone', 'nobody']) {
    for (let i = 0; i < 5; i++) {
      const reply = await signIn({ login, password: `geheim${i}` });
      assert.equal(reply.json().error.code, 'session.refused');
    }
    const sixth = await signIn({ login });
    assert.equal(sixth.statusCode, 423, `${login} with the right password`);
  }
  const kept = JSON.stringify(await actions());
  assert.equal(/geheim|nobody|gone/.test(kept), false);
  assert.match(kept, /10\.0\.0\.5/);
  await clock.advance(15 * 60_000);
  assert.equal((await signIn()).statusCode, 200);
  assert.equal((await signIn({ login: 'nobody' })).statusCode, 401);
});

test('guesses at the same moment are counted one by one', async () => {
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, i) => signIn({ password: `guess${i}`, from: `10.0.1.${i}` })),
  );
  const looked = replies.filter((r) => r.statusCode === 401);
  assert.equal(looked.length, 5);
  assert.equal(replies.filter((r) => r.statusCode === 423).length, 25);
});

test('a right password forgets the wrong ones before it', async () => {
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) await signIn({ password: 'wrong password' });
    assert.equal((await signIn()).statusCode, 200);
  }
});

test('an address that guesses at many accounts is slowed, and nobody is shut out', async () => {
  assert.equal((await signIn()).statusCode, 200);
  for (let i = 0; i < 40; i++) await signIn({ login: `someone${i}`, password: 'x' });
  assert.equal((await signIn()).statusCode, 200, 'signed in from here before');
  assert.equal((await signIn({ login: 'admin', from: '10.0.0.6' })).statusCode, 200, 'elsewhere');
  await signIn({ login: 'first', password: 'x' });
  let done = false;
  const slowed = signIn({ login: 'admin' }).finally(() => {
    done = true;
  });
  await clock.advance(999);
  assert.equal(done, false);
  await clock.advance(1);
  assert.equal((await slowed).statusCode, 200, 'a newcomer waits a second');
  const crowd = Array.from({ length: 30 }, (_, i) => signIn({ login: `more${i}`, password: 'x' }));
  const drained = Promise.allSettled(crowd);
  let open = true;
  void drained.then(() => {
    open = false;
  });
  while (open) await clock.advance(1000);
  const codes = (await Promise.all(crowd)).map((r) => r.statusCode);
  assert.ok(codes.filter((c) => c === 401).length <= 10, 'about one a second for 8 seconds');
  assert.ok(codes.filter((c) => c === 423).length >= 20);
  await clock.advance(15 * 60_000);
  assert.equal((await signIn({ login: 'admin' })).statusCode, 200, 'free again');
});

test('a console ends after 12 hours idle, a phone after 30 days', async () => {
  const console = cookieOf(await signIn());
  const pocket = cookieOf(await signIn({ agent: phone }));
  await clock.advance(11 * 3_600_000);
  assert.equal((await now(console)).statusCode, 200);
  await clock.advance(11 * 3_600_000);
  assert.equal((await now(console)).statusCode, 200, 'used in between');
  await clock.advance(12 * 3_600_000);
  assert.equal((await now(console)).statusCode, 401);
  await clock.advance(28 * 24 * 3_600_000);
  assert.equal((await now(pocket)).statusCode, 200);
  await clock.advance(2 * 24 * 3_600_000);
  assert.equal((await now(pocket)).statusCode, 401);
});

test('being seen is written at most once a minute', async () => {
  const cookie = cookieOf(await signIn());
  const seen = async () =>
    Number((await fresh.pool.query('select seen_at from session')).rows[0].seen_at);
  await clock.advance(30_000);
  await now(cookie);
  assert.equal(await seen(), startMs);
  await clock.advance(40_000);
  await now(cookie);
  assert.equal(await seen(), startMs + 70_000);
});

test('a changed role shows after five seconds at the latest, or at once when told', async () => {
  const cookie = cookieOf(await signIn());
  const may = async () =>
    (await people.authenticateCookieHeader(cookie))?.may('alarm.view', school);
  assert.equal(await may(), true);
  await fresh.pool.query('delete from role_assignment where person_id = $1', [teacher]);
  assert.equal(await may(), true, 'cached');
  people.rolesChanged(teacher);
  assert.equal(await may(), false);
  await fresh.pool.query(`insert into role_assignment values ($1, $2, 'guard')`, [teacher, school]);
  await clock.advance(5000);
  assert.equal(await may(), true);
  await fresh.pool.query('update person set active = false where id = $1', [teacher]);
  await clock.advance(5000);
  assert.equal((await now(cookie)).statusCode, 401);
});

test('a new password ends the other sessions and must be strong and right', async () => {
  const mine = cookieOf(await signIn());
  const other = cookieOf(await signIn({ agent: phone }));
  const change = (current: string, next: string) =>
    call('POST', '/api/session/password', mine, { current, next });
  assert.equal((await change(password, 'short1')).json().error.code, 'password.weak');
  assert.equal((await change(password, 'onlyletters')).json().error.code, 'password.weak');
  assert.equal((await change(password, password)).json().error.code, 'password.weak');
  assert.equal((await change('wrong', 'good-Enough-1')).json().error.code, 'session.refused');
  assert.equal((await change(password, 'good-Enough-1')).statusCode, 200);
  assert.equal((await now(mine)).statusCode, 200);
  assert.equal((await now(other)).statusCode, 401);
  assert.equal(endedSessions.length, 1);
  assert.equal((await signIn()).statusCode, 401, 'old password');
  assert.equal((await signIn({ password: 'good-Enough-1' })).statusCode, 200);
});

test('the administrator has a changed password only after changing it', async () => {
  assert.equal(await people.administratorPasswordChanged(), false);
  const cookie = cookieOf(await signIn({ login: 'admin' }));
  assert.equal((await now(cookie)).json().mustChangePassword, true);
  assert.deepEqual((await now(cookie)).json().permissions, [], 'nothing but the change');
  const body = { current: password, next: '新的管理员密码2026' };
  assert.equal((await call('POST', '/api/session/password', cookie, body)).statusCode, 200);
  assert.equal(await people.administratorPasswordChanged(), true);
  assert.notDeepEqual((await now(cookie)).json().permissions, []);
});

test('language is kept; foreign pages and broken cookies are refused', async () => {
  const cookie = cookieOf(await signIn());
  await call('PUT', '/api/session/locale', cookie, { locale: 'en' });
  assert.equal((await now(cookie)).json().locale, 'en');
  const foreign = await http.app.inject({
    method: 'DELETE',
    url: '/api/session',
    headers: { cookie },
  });
  assert.equal(foreign.json().error.code, 'session.crossSite');
  for (const bad of [undefined, '', 'anyuan=', 'anyuan=x; anyuan', 'anyuan=../..', ';;=;']) {
    assert.equal(await people.authenticateCookieHeader(bad), null);
  }
});

test('signing in again on the same browser ends the session before', async () => {
  const first = cookieOf(await signIn());
  const second = await http.app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { cookie: first },
    payload: { login: 'admin', password },
  });
  assert.equal(second.statusCode, 200);
  assert.equal((await now(first)).statusCode, 401);
});
