import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { soon } from '@anyuan/testkit/scenario.ts';
import { sql } from 'kysely';
import { detail, type IncidentWorld, openIncidentWorld } from './incident-world.ts';

const secret = 'a-secret-of-both-sides';
interface Hit {
  headers: IncomingHttpHeaders;
  body: string;
}
const hits: Hit[] = [];
/** Statuses of the next answers; 0: never answers. */
let answers: number[] = [];
const peer = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    hits.push({ headers: request.headers, body });
    const status = answers.shift() ?? 200;
    if (status > 0) response.writeHead(status).end();
  });
});

let w: IncidentWorld;
before(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  w = await openIncidentWorld();
  const url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}/incidents`;
  const one = { name: 'county', shape: 'dispatchBean' as const, url, secret };
  const admin = await w.s.as('admin');
  const saved = await admin.call('savePlatforms', {
    body: { platforms: [{ ...one, schools: { GX01: w.schoolId } }] },
  });
  assert.equal(saved.platforms[0]?.secret, '********');
});
after(async () => {
  await w.end();
  peer.closeAllConnections();
  peer.close();
});

/** The signature as the documents say it, made apart from the product's code. */
const signatureOf = (timestamp: string, body: string, key = secret) =>
  `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`;

async function send(record: object, how: { key?: string; atMs?: number; name?: string } = {}) {
  const body = JSON.stringify(record);
  const timestamp = String(Math.floor((how.atMs ?? w.s.clock.now()) / 1000));
  const reply = await fetch(`${w.s.url}/api/platforms/${how.name ?? 'county'}/incidents`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-anyuan-timestamp': timestamp,
      'x-anyuan-signature': signatureOf(timestamp, body, how.key),
    },
  });
  return { status: reply.status, reply: (await reply.json()) as Record<string, unknown> };
}

const call = {
  jjdbh: 'JJ-1',
  gxdwbh: 'GX01',
  bjsj: '2026-09-16 09:59:30',
  zddwxzb: '98.5',
  zddwyzb: '39.7',
  sddwxzb: '98.6',
  sddwyzb: '39.8',
  x_test: '1',
};

test('a call at the platform raises one alarm, however often it is sent; positions and test mark stay', async () => {
  assert.deepEqual((await send(call)).reply, { number: 'JJ-1', repeated: false });
  assert.deepEqual((await send(call)).reply, { number: 'JJ-1', repeated: true });
  const guard = await w.s.as('guard');
  const { alarms } = await guard.call('listAlarms');
  assert.equal(alarms.length, 1);
  assert.deepEqual([alarms[0]?.kind, alarms[0]?.alarmKind], ['person', 'test']);
  assert.equal(alarms[0]?.times.t0, Date.parse('2026-09-16T09:59:30+08:00'));
  const { rows } = await sql<{ fields: Record<string, string> }>`
    select fields from incident_platform where number = 'JJ-1'`.execute(w.db.query);
  assert.deepEqual([rows[0]?.fields.zddwxzb, rows[0]?.fields.sddwxzb], ['98.5', '98.6']);
});

test('wrong keys, old timestamps, unknown names and broken bodies are refused', async () => {
  const other = { ...call, jjdbh: 'JJ-9' };
  const now = w.s.clock.now();
  const codes = [
    await send(other, { key: 'another-secret-altogether' }),
    await send(other, { atMs: now - 301_000 }),
    await send(other, { atMs: now + 301_000 }),
    await send(other, { name: 'nobody' }),
    await send({ ...other, gxdwbh: 'GX99' }),
    await send([]),
  ];
  assert.deepEqual(
    codes.map((c) => [c.status, (c.reply.error as { code: string }).code]),
    [
      [401, 'platform.wrongSignature'],
      [401, 'platform.stale'],
      [401, 'platform.stale'],
      [401, 'platform.wrongSignature'],
      [400, 'request.invalid'],
      [400, 'request.invalid'],
    ],
  );
  const { alarms } = await (await w.s.as('guard')).call('listAlarms');
  assert.equal(alarms.length, 1);
});

test('what is shared is told, signed; answered 500 it comes again with the same id, and private ones never go', async () => {
  const affairs = await w.s.as('affairs');
  await w.byHand(affairs);
  answers = [500, 503];
  const shared = await w.byHand(affairs, { share: true, title: '王小明的事' });
  await w.s.advance(1);
  await soon(() => assert.ok(hits.length >= 2));
  await w.s.advance(15);
  await soon(() => assert.ok(hits.length >= 4));
  for (const { headers, body } of hits) {
    const timestamp = String(headers['x-anyuan-timestamp']);
    assert.equal(headers['x-anyuan-signature'], signatureOf(timestamp, body));
    assert.equal(JSON.parse(body).jjdbh, shared.id);
    assert.ok(!body.includes('王小明'), 'no free text');
  }
  const ids = hits.map((h) => h.headers['x-anyuan-delivery']);
  assert.equal(new Set(ids).size, 2, 'two facts, each sent twice');
});

test('the state that the platform reports stands in the record', async () => {
  const affairs = await w.s.as('affairs');
  const { alarms } = await affairs.call('listAlarms');
  const alarmId = alarms[0]?.id ?? '';
  const opened = await w.byHand(affairs, { alarmId });
  await send({ ...call, cljg: '已出警' });
  const seen = await detail(affairs, opened.id);
  assert.deepEqual(
    seen.platforms.map((p) => [p.number, p.state]),
    [['JJ-1', '已出警']],
  );
  assert.ok(seen.timeline.some((e) => e.type === 'incident.platformReported'));
});
