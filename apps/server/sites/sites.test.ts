import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { v7 } from 'uuid';
import { type Db, openDb } from '../platform/db.ts';
import { seedId } from '../seed/ids.ts';
import { seedDemonstration } from '../seed/seed-demonstration.ts';
import { seedForBench } from '../seed/seed-for-bench.ts';
import { placeWords } from './read-model.ts';
import { makeSites } from './service.ts';

const clock = makeTestClock(Date.parse('2026-03-02T08:00:00+08:00'));
const log = pino({ level: 'silent' });
let fresh: FreshDatabase;
let db: Db;

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  await seedDemonstration({ db });
});

after(async () => {
  await db.close();
  await fresh.drop();
});

test('a terminal is known with place, privacy and police station', async () => {
  const sites = makeSites({ db, clock, log });
  assert.equal(sites.terminal(seedId('terminal/T02')), undefined, 'constructors do nothing');
  await sites.start();
  await sites.loaded;
  const toilet = sites.terminal(seedId('terminal/T02'));
  assert.equal(toilet?.place, '西街校区 · 教学楼 2 层 · 东侧卫生间');
  assert.equal(toilet?.privacy, true);
  assert.equal(toilet?.policeStationId, seedId('station/1'));
  assert.equal(toilet?.buildingId, seedId('school/1/teaching'));
  const gate = sites.school(seedId('school/1'))?.gateZone;
  assert.equal(gate?.place, '西街校区 · 校门');
  assert.equal(gate?.buildingId, null);
  sites.stop();
});

test('a change is seen after refresh, also when a load was already under way', async () => {
  const sites = makeSites({ db, clock, log });
  let changes = 0;
  sites.onChange(() => void changes++);
  const early = sites.refresh();
  await db.query
    .updateTable('organisation')
    .set({ name: '改名小学（演示）' })
    .where('id', '=', seedId('school/1'))
    .execute();
  await Promise.all([early, sites.refresh(), sites.refresh()]);
  assert.equal(sites.terminal(seedId('terminal/T01'))?.schoolName, '改名小学（演示）');
  assert.ok(changes >= 2);
});

test('subjects lead to their school; hostile and unknown ids to nothing', async () => {
  const sites = makeSites({ db, clock, log });
  await sites.refresh();
  const t01 = seedId('terminal/T01');
  assert.equal(await sites.organisationOf('terminal', t01), seedId('school/1'));
  assert.equal(await sites.organisationOf('school', seedId('school/3')), seedId('school/3'));
  assert.equal(await sites.organisationOf('school', seedId('policeBureau')), null);
  for (const id of ["' or 1=1", '', v7()]) {
    assert.equal(await sites.organisationOf('alarm', id), null);
    assert.equal(await sites.organisationOf('terminal', id), null);
  }
});

test('ten thousand terminals load within a second', async () => {
  await seedForBench({ db, clock, terminals: 10_000, schools: 20, consoles: 1 });
  const sites = makeSites({ db, clock, log });
  const startMs = performance.now();
  await sites.refresh();
  const tookMs = performance.now() - startMs;
  assert.ok([...sites.terminals()].length > 10_000);
  // Budget 1 s; the bound is loose because other work may share the machine.
  assert.ok(tookMs < 5000, `${tookMs} ms`);
  if (process.env.ANYUAN_SHOW_TIMES) console.log(`10,000 terminals: ${Math.round(tookMs)} ms`);
});

test('places without a building or a floor still read well', () => {
  assert.equal(placeWords([{ kind: 'zone', name: '操场' }]), '操场');
  const chain = [
    { kind: 'zone', name: '器材室' },
    { kind: 'building', name: '体育馆' },
    { kind: 'campus', name: '主校区' },
  ] as const;
  assert.equal(placeWords(chain), '主校区 · 体育馆 · 器材室');
});
