import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Permission } from '@anyuan/contracts/permissions.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import { enrolmentSchema } from '@anyuan/contracts/terminal.ts';
import pino from 'pino';
import { type Http, makeHttp } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { seedId } from '../seed/ids.ts';
import { makeWorld, type World } from '../seed/test-world.ts';
import { serveDevices } from './routes.ts';

const t01 = seedId('terminal/T01');
const school1 = seedId('school/1');
const permissions = new Set<Permission>(['terminal.view', 'terminal.manage']);
const who: Who = {
  personId: seedId('person/admin'),
  name: '程示例',
  locale: 'zh',
  assignments: [],
  mustChangePassword: false,
  permissions,
  may: (_permission, organisationId) => organisationId === school1,
  schoolIds: () => new Set([school1]),
  sessionKey: 'test',
};
let world: World;
let http: Http;

before(async () => {
  world = await makeWorld();
  http = await makeHttp({
    log: pino({ level: 'silent' }),
    authenticate: async () => who,
    authenticateTerminal: world.credentials.authenticateBearer,
    organisationOf: world.sites.organisationOf,
  });
  serveDevices(http, {
    devices: world.devices,
    places: world.sites,
    publicUrlFor: (origin) => origin,
  });
});
after(async () => {
  await http.app.close();
  await world.end();
});

const call = (method: 'GET' | 'POST', url: string, more: object = {}) =>
  http.app.inject({
    method,
    url,
    headers: { 'x-anyuan': '1', host: 'anyuan.example:8080' },
    ...more,
  });

test('terminals in scope, and no others', async () => {
  const reply = await call('GET', '/api/terminals');
  const { terminals } = routes.listTerminals.reply.parse(reply.json());
  assert.equal(terminals.length, 5);
  assert.ok(terminals.every((t) => t.schoolId === school1));
  const other = await call('GET', `/api/terminals?schoolId=${seedId('school/2')}`);
  assert.deepEqual(other.json(), { terminals: [] });
});

test('a code made on the console enrols a terminal elsewhere', async () => {
  const made = await call('POST', `/api/terminals/${t01}/enrolment-code`);
  const { code } = routes.makeEnrolmentCode.reply.parse(made.json());
  const payload = { code };
  const reply = await call('POST', '/api/terminals/enrol', { payload, remoteAddress: '192.0.2.7' });
  const enrolment = enrolmentSchema.parse(reply.json());
  assert.equal(enrolment.terminalId, t01);
  assert.equal(enrolment.mqttUrl, 'mqtt://anyuan.example:1883');
  const outside = await call('POST', `/api/terminals/${seedId('terminal/T06')}/enrolment-code`);
  assert.equal(outside.json().error.code, 'subject.unknown');
});

test('without a code only from this machine, and not through a proxy on it', async () => {
  const enrol = (remoteAddress: string, headers: object = {}) =>
    call('POST', '/api/terminals/enrol', { payload: {}, remoteAddress, headers });
  assert.equal((await enrol('127.0.0.1')).statusCode, 200);
  assert.equal((await enrol('::ffff:127.0.0.1')).statusCode, 200);
  assert.equal((await enrol('192.0.2.9')).json().error.code, 'enrolment.wrongCode');
  const forwarded = await enrol('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' });
  assert.equal(forwarded.json().error.code, 'enrolment.wrongCode');
});

test('the sticker leads to the page of arrival, and who looked is on record', async () => {
  const reply = await call('GET', `/api/terminals/${t01}/sticker`);
  const sticker = routes.showSticker.reply.parse(reply.json());
  assert.equal(sticker.url, `http://anyuan.example:8080/m/arrive/${t01}/${sticker.code}`);
  assert.equal(sticker.place, '西街校区 · 教学楼 1 层 · 东侧走廊');
  const audit = await world.db.query
    .selectFrom('audit')
    .select('person_id')
    .where('action', '=', 'terminal.stickerShown')
    .execute();
  assert.deepEqual(audit, [{ person_id: who.personId }]);
});
