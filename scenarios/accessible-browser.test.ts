import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Opening, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { look } from '@anyuan/testkit/look.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page, Request } from 'playwright-core';
import { v7 } from 'uuid';
import { makerKey, runningRollout } from './software-world.ts';

/**
 * Every page of console, phone and wall, light and dark, held to axe. The pages are those of the routers themselves: a new
 * page is looked at without anybody remembering to, and one that needs an id that is not known here fails the test.
 */
let s: Scenario;
let b: TestBrowser;
let folder: string;
const ids = new Map<string, string>();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anyuan-accessible-'));
  s = await startScenario({ startMs: Date.now(), settings: { makerKey } });
  b = await startBrowser(s);
  await makeRecords();
});
after(async () => {
  await b?.close();
  await s?.end();
  await rm(folder, { recursive: true, force: true });
});

/** A closed alarm, a running one and an incident: pages without a record show little. */
async function makeRecords(): Promise<void> {
  const guard = await s.as('guard');
  const { schools } = await guard.call('listSchools');
  const [school] = schools;
  const raise = async (zone: number) => {
    const zoneId = school?.zones[zone]?.id ?? '';
    const body = { schoolId: school?.id ?? '', zoneId, detectionId: v7(), beganAt: s.clock.now() };
    return (await guard.call('raiseAlarm', { body })).alarm.id;
  };
  const first = await raise(0);
  const params = { alarmId: first };
  await guard.call('acceptAlarm', { params });
  await guard.call('closeAlarm', { params, body: { verdict: 'true', reason: '追逐打闹，已劝开' } });
  ids.set(
    'incidentId',
    await soon(async () => {
      const { incidents } = await (await s.as('affairs')).call('listIncidents');
      assert.ok(incidents[0]);
      return incidents[0].id;
    }),
  );
  ids.set('alarmId', await raise(1));
  const terminal = await s.terminal();
  ids.set('terminalId', terminal.enrolment.terminalId);
  await runningRollout(s, folder, 'T02');
  ids.set('code', '0000000000');
  ids.set('day', '2026-09-16');
  ids.set('room', 'backups');
  const ticketId = v7();
  const terminalId = ids.get('terminalId') ?? '';
  await (await s.as('guard')).call('openTicket', {
    ...{ params: { terminalId }, body: { id: ticketId, words: '外壳开裂' } },
  });
  ids.set('ticketId', ticketId);
  ids.set('quickReportId', await sendReport(school?.id ?? ''));
}

async function sendReport(schoolId: string): Promise<string> {
  const now = s.clock.now();
  const body = {
    ...{ id: v7(), schoolId, kind: 'hazard' as const, zoneId: null, place: '南门外' },
    ...{ position: null, words: '护栏松动', parts: [], madeAt: now, sentAt: now },
  };
  await (await s.as('guard')).call('sendQuickReport', { body });
  return body.id;
}

/** Addresses of a router's pages, as its source names them. */
function pathsOf(source: string): string[] {
  const file = fileURLToPath(new URL(`../apps/web/src/${source}`, import.meta.url));
  const paths = [...readFileSync(file, 'utf8').matchAll(/<Route path="([^"]+)"/g)];
  return paths.map(([, path = '']) =>
    path.replace(/:(\w+)\??/g, (_all, name) => {
      const id = ids.get(name);
      assert.ok(id, `${path}: say here what "${name}" may be`);
      return id;
    }),
  );
}

/** A page is quiet when none of its requests was on its way for a while; also one reached without loading anew. */
const quietMs = 200;
const traffic = new WeakMap<Page, { open: Set<Request>; endedAt: number }>();

function watchTraffic(page: Page): void {
  const seen = { open: new Set<Request>(), endedAt: performance.now() };
  traffic.set(page, seen);
  page.on('request', (request) => seen.open.add(request));
  const end = (request: Request): void => {
    seen.open.delete(request);
    seen.endedAt = performance.now();
  };
  page.on('requestfinished', end);
  page.on('requestfailed', end);
}

/**
 * Acts, and waits for what came of it. What was on its way before belongs to what is left: a worker that ends while its script
 * loads takes the request with it, and nobody is told.
 */
async function settle(page: Page, act?: () => Promise<void>): Promise<void> {
  const seen = traffic.get(page);
  assert.ok(seen);
  if (act) seen.open.clear();
  await act?.();
  seen.endedAt = performance.now();
  const isQuiet = () => seen.open.size === 0 && performance.now() - seen.endedAt > quietMs;
  const loading = () => [...seen.open].map((request) => request.url()).join(' ');
  await soon(() => assert.ok(isQuiet(), `${page.url()}: still loading ${loading()}`), 20_000);
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

async function openPage(opening: Opening): Promise<Page> {
  const page = await b.open(opening);
  await page.waitForLoadState('networkidle');
  watchTraffic(page);
  return page;
}

/** A page with each of its tabs; gone to as a link does, without loading everything anew. Gives what it says. */
async function lookAtPage(page: Page, path: string, found: string[]): Promise<string> {
  await settle(page, () => page.evaluate((to) => history.pushState(null, '', to), path));
  // Without numbers: the time goes on also where nothing else does.
  const words = ((await page.locator('body').textContent()) ?? '').replace(/\d+/g, '');
  await look(page, path, found);
  await isWithin(page, path, found);
  const tabs = page.getByRole('tab', { selected: false });
  const names = await tabs.allTextContents();
  for (const name of names) {
    await settle(page, () => page.getByRole('tab', { name }).first().click());
    await look(page, `${path} [${name}]`, found);
    await isWithin(page, `${path} [${name}]`, found);
  }
  return words;
}

/** Nothing lies beyond the right edge, where a phone would have to be moved to find it. */
async function isWithin(page: Page, where: string, found: string[]): Promise<void> {
  const { viewport, width } = await page.evaluate(() => ({
    viewport: screen.width,
    width: document.documentElement.scrollWidth,
  }));
  if (width > viewport) found.push(`${where} is ${width} wide on a screen of ${viewport}`);
}

const plain = (found: string[]) => [...new Set(found)].join('\n');

for (const [screen, source, base, logins] of [
  ['desk', 'console/app.tsx', '', ['admin', 'leader']],
  ['phone', 'mobile/app.tsx', '/m', ['guard']],
] as const) {
  for (const login of logins) {
    test(`axe finds nothing grave on any page of ${source} as ${login}`, {
      timeout: 170_000,
    }, async () => {
      const found: string[] = [];
      const page = await openPage({ login, path: base || '/', screen });
      const paths = pathsOf(source);
      const shown = new Set<string>();
      for (const path of paths) shown.add(await lookAtPage(page, `${base}${path}`, found));
      await page.context().close();
      // Some paths are refused to a person in the same words; most are pages of their own.
      assert.ok(shown.size > paths.length / 2, `${shown.size} pages at ${paths.length} paths`);
      assert.equal(plain(found), '');
    });
  }
}

test('axe finds nothing grave on the wall, at the sign-in, at a browser as terminal', async () => {
  const found: string[] = [];
  const wall = await openPage({ login: 'bureau', path: '/wall', screen: 'wall' });
  await settle(wall);
  await look(wall, '/wall alarm', found);
  await wall.context().close();
  for (const path of ['/', '/m/', '/wall', '/terminal/']) {
    const page = await openPage({ path, screen: path === '/m/' ? 'phone' : 'desk' });
    await settle(page);
    await look(page, `nobody ${path}`, found);
    await page.context().close();
  }
  assert.equal(plain(found), '');
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
