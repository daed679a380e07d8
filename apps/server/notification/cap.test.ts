import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { type AlarmForCap, capMessagesOf, capTime } from '@anyuan/core/notification/cap.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { type Http, makeHttp } from '../platform/http.ts';
import { capXml } from './cap-xml.ts';
import { capFaults, parseXml, type XmlElement } from './peers/cap-validator.ts';
import { enable, id, makeWorld, startMs, type World, wang } from './peers/notification-world.ts';

const secret = 'feed-secret-0123456789-abcdef';
const cap = 'urn:oasis:names:tc:emergency:cap:1.2';
let world: World;
let http: Http;

beforeEach(async (t) => {
  world = await makeWorld({ fresh: await freshDatabase(), clock: makeTestClock(startMs) });
  http = await makeHttp({
    log: pino({ level: 'silent' }),
    authenticate: async () => null,
    authenticateTerminal: async () => null,
    organisationOf: async () => null,
  });
  world.notification.routes(http);
  (t as TestContext).after(async () => {
    await http.app.close();
    await world.end();
  });
});

const enableFeed = (change = {}) =>
  enable(world, 'cap', { secret, sender: 'anyuan@school.example', ...change });
const get = async (url: string) => {
  const { statusCode, headers, payload } = await http.app.inject({ method: 'GET', url });
  return { status: statusCode, type: String(headers['content-type']), text: payload };
};
const alertsOf = (feed: XmlElement) =>
  feed.children
    .filter((c) => c.name === 'entry')
    .flatMap((e) => e.children.filter((c) => c.name === 'content').flatMap((c) => c.children));
const text = (element: XmlElement | undefined, ...path: string[]): string | undefined => {
  const [name, ...rest] = path;
  if (name === undefined) return element?.text;
  return text(
    element?.children.find((c) => c.name === name),
    ...rest,
  );
};
const closed = (n: number, verdict: string, change = {}) =>
  world.raise(n, {
    ...{ state: 'closed', due_at: null, verdict, closed_by: wang },
    ...{ t4: startMs + 30_000, t5: startMs + 50_000, t7: startMs + 300_000 },
    ...change,
  });

test('one valid alert per running or recently closed alarm, with its status and references', async () => {
  await enableFeed();
  await world.raise(1);
  await world.raise(2, { alarm_kind: 'exercise', t4: startMs + 5000 });
  await world.raise(3, { alarm_kind: 'test', kind: 'button' });
  await closed(4, 'mistaken');
  await closed(5, 'true');
  await closed(6, 'true', { t7: startMs - 25 * 3_600_000 });
  const feed = await get(`/api/feeds/cap/${secret}`);
  assert.equal(feed.status, 200);
  assert.match(feed.type ?? '', /^application\/atom\+xml/);
  const alerts = alertsOf(parseXml(feed.text));
  assert.deepEqual(
    alerts.flatMap((a) => capFaults(a)),
    [],
  );
  assert.ok(alerts.every((a) => a.namespace === cap));
  const found = new Map(alerts.map((a) => [(text(a, 'identifier') ?? '').slice(0, 36), a]));
  const told = (n: number) => ['status', 'msgType'].map((f) => text(found.get(id(1000 + n)), f));
  assert.deepEqual([1, 2, 3, 4, 5, 6].map(told), [
    ['Actual', 'Alert'],
    ['Exercise', 'Update'],
    ['Test', 'Alert'],
    ['Actual', 'Cancel'],
    ['Actual', 'Update'],
    [undefined, undefined],
  ]);
  const cancelled = found.get(id(1004));
  assert.equal(text(cancelled, 'references')?.split(' ').length, 3);
  assert.equal(text(cancelled, 'info', 'urgency'), 'Past');
  assert.equal(/王|李|wang/.test(feed.text), false, 'no person');
});

test('times with the offset of the school, the place in words and on the map', async () => {
  await enableFeed();
  await world.raise(1);
  const [alert] = alertsOf(parseXml((await get(`/api/feeds/cap/${secret}`)).text));
  assert.equal(text(alert, 'sent'), '2026-03-02T10:00:00+08:00');
  assert.equal(text(alert, 'info', 'onset'), '2026-03-02T09:59:59+08:00');
  assert.equal(text(alert, 'info', 'effective'), '2026-03-02T10:00:00+08:00');
  assert.equal(text(alert, 'info', 'expires'), '2026-03-03T10:00:00+08:00');
  assert.equal(text(alert, 'info', 'area', 'areaDesc'), '西街小学 · 教学楼 2 层 · 东侧卫生间');
  assert.equal(text(alert, 'info', 'area', 'circle'), '39.74412,98.5113 0.05');
});

test('each message of an alarm can be read alone, the referenced ones too', async () => {
  await enableFeed();
  const alarmId = await closed(1, 'prank');
  for (const step of ['raised', 'accepted', 'arrived', 'closed']) {
    const one = await get(`/api/feeds/cap/${secret}/${alarmId}.${step}`);
    assert.match(one.type ?? '', /^application\/cap\+xml/);
    assert.deepEqual(capFaults(parseXml(one.text)), []);
  }
  assert.equal((await get(`/api/feeds/cap/${secret}/${alarmId}.never`)).status, 404);
});

test('a wrong secret, a feed that is off and schools that are not named tell nothing', async () => {
  await world.raise(1);
  assert.equal((await get(`/api/feeds/cap/${secret}`)).status, 404);
  await enableFeed({ schools: '东街小学' });
  assert.equal(alertsOf(parseXml((await get(`/api/feeds/cap/${secret}`)).text)).length, 0);
  const wrong = await get(`/api/feeds/cap/${secret}x`);
  assert.equal(wrong.status, 404);
  assert.equal(JSON.parse(wrong.text).error.code, 'subject.unknown');
});

const alarm: AlarmForCap = {
  id: id(1),
  school: '西街小学',
  place: '教学楼',
  timeZone: 'Asia/Shanghai',
  position: null,
  kind: 'phrase',
  alarmKind: 'actual',
  confidence: 4,
  beganAt: null,
  raisedAt: startMs,
  acceptedAt: null,
  arrivedAt: null,
  closedAt: null,
  verdict: null,
};

test('names that look like markup, and characters that XML cannot hold, stay text or go', () => {
  const place = '楼<script>&"\'>]]>\u0000\u000b\ud800 · 𠮷';
  const [message] = capMessagesOf({ ...alarm, place, school: '校&<' }, 's');
  assert.ok(message);
  const alert = parseXml(capXml(message));
  assert.deepEqual(capFaults(alert), []);
  const areaDesc = text(alert, 'info', 'area', 'areaDesc');
  assert.equal(areaDesc, '校&< · 楼<script>&"\'>]]>\ufffd · 𠮷');
});

test('times never end in Z, whatever the zone', () => {
  assert.equal(capTime(startMs, 'UTC'), '2026-03-02T02:00:00-00:00');
  assert.equal(capTime(startMs, 'Asia/Kathmandu'), '2026-03-02T07:45:00+05:45');
  assert.equal(capTime(startMs, 'America/St_Johns'), '2026-03-01T22:30:00-03:30');
});

test('the validator finds what is wrong', () => {
  const [message] = capMessagesOf(alarm, 's');
  assert.ok(message);
  const xml = capXml(message);
  const broken: [string, string][] = [
    ['<scope>Restricted</scope>', ''],
    ['<status>Actual</status>', '<status>Real</status>'],
    ['+08:00</sent>', 'Z</sent>'],
    ['<category>Security</category>', '<category>Crime</category>'],
    ['<urgency>Immediate</urgency>', ''],
    ['<areaDesc>', '<circle>1</circle><areaDesc>'],
    ['cap:1.2', 'cap:1.1'],
    ['</info>', '</info><note>late</note>'],
  ];
  for (const [from, to] of broken) {
    assert.ok(xml.includes(from), from);
    assert.notDeepEqual(capFaults(parseXml(xml.replace(from, to))), [], from);
  }
});
