import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayKinds } from '@anyuan/contracts/roster.ts';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Locator, Page } from 'playwright-core';
import { v7 } from 'uuid';

/**
 * Every figure of the wall, of a county, a station and a school, on every page of panels: it has a formula that opens under
 * the mouse and under the keyboard, says of when it is, and leads to its records, or says what will fill it.
 */
let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
  const guard = await s.as('guard');
  const [school] = (await guard.call('listSchools')).schools;
  const zoneId = school?.zones[0]?.id ?? '';
  const body = { schoolId: school?.id ?? '', zoneId, detectionId: v7(), beganAt: s.clock.now() };
  const { alarm } = await guard.call('raiseAlarm', { body });
  const params = { alarmId: alarm.id };
  await guard.call('acceptAlarm', { params });
  await guard.call('closeAlarm', { params, body: { verdict: 'true', reason: '已劝开' } });
});
after(async () => {
  await b?.close();
  await s?.end();
});

interface Note {
  formula: string;
  when: string;
  href: string | null;
  records: string;
}

const noteOf = (note: Locator): Promise<Note> =>
  note.evaluate((e) => {
    const part = (name: string) => e.querySelector(`[data-part=${name}]`);
    const text = (name: string) => part(name)?.textContent?.trim() ?? '';
    const href = part('records')?.querySelector('a')?.getAttribute('href') ?? null;
    return { formula: text('formula'), when: text('when'), records: text('records'), href };
  });

/** What is wrong with one panel, and where its figures lead. */
async function examine(panel: Locator, links: Set<string>): Promise<string[]> {
  const name = (await panel.getAttribute('data-testid')) ?? '';
  const opener = panel.getByTestId('formula-open');
  if ((await opener.count()) === 0) return [`${name}: no formula`];
  const wrong: string[] = [];
  const notes = panel.locator('[data-testid^=note-]');
  await opener.hover();
  if (!(await notes.first().isVisible())) wrong.push(`${name}: nothing opens under the mouse`);
  await panel.page().mouse.move(960, 2);
  await opener.focus();
  if (!(await notes.first().isVisible())) wrong.push(`${name}: nothing opens under the keyboard`);
  for (const note of await notes.all()) {
    const key = await note.getAttribute('data-testid');
    const { formula, when, href, records } = await noteOf(note);
    if (formula.length < 8) wrong.push(`${name} ${key}: no formula`);
    if (!/\d{4}-\d{2}-\d{2} – \d{4}-\d{2}-\d{2}|截至 \d\d:\d\d/.test(when))
      wrong.push(`${name} ${key}: of when is not said (${when})`);
    if (href) links.add(href);
    else if (!/^由.+填报后显示$/.test(records)) wrong.push(`${name} ${key}: leads nowhere`);
  }
  await opener.blur();
  for (const figure of await panel.locator('[data-testid^=figure-]').all()) {
    const key = (await figure.getAttribute('data-testid'))?.replace('figure-', 'note-') ?? '';
    if ((await panel.getByTestId(key).count()) !== 1) wrong.push(`${name}: ${key} is missing`);
    const text = (await figure.textContent()) ?? '';
    const isNothing = /(^|\D)0\/0|—\/—/.test(text);
    if (/NaN|undefined|Infinity/.test(text) || isNothing !== text.includes('—'))
      wrong.push(`${name} ${key}: ${text}`);
  }
  return wrong;
}

async function walk(page: Page): Promise<{ seen: number; wrong: string[]; links: Set<string> }> {
  const links = new Set<string>();
  const wrong: string[] = [];
  let seen = 0;
  const pages = page.getByRole('navigation', { name: '面板页' }).getByRole('button');
  for (const button of await pages.all()) {
    await button.click();
    const panels = page.locator('[data-testid^=panel-]');
    await panels.first().waitFor();
    for (const panel of await panels.all()) {
      wrong.push(...(await examine(panel, links)));
      seen += 1;
    }
  }
  return { seen, wrong, links };
}

for (const [level, login, atLeast] of [
  ['county', 'bureau', 14],
  ['station', 'command', 14],
  ['school', 'leader', 13],
] as const) {
  test(`every figure of a ${level} has formula, time and records, and its records open`, {
    timeout: 150_000,
  }, async () => {
    const page = await b.open({ login, path: '/wall', screen: 'wall' });
    await page.getByTestId('panel-minute').waitFor({ timeout: 30_000 });
    const { seen, wrong, links } = await walk(page);
    assert.deepEqual(wrong, []);
    assert.ok(seen >= atLeast, `${seen} panels`);
    const alarms = [...links].find((link) => link.startsWith('/records?'));
    assert.ok(alarms, 'no figure leads to the alarms that were counted');
    await page.goto(`${s.url}${alarms}`);
    await page.getByText('已劝开').first().waitFor({ timeout: 30_000 });
    for (const link of links) {
      if (link.startsWith('/records?')) continue;
      await page.goto(`${s.url}${link}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ timeout: 30_000 });
    }
    await page.context().close();
  });
}

test('a post that nobody fills now leads to its row of that day, in focus, also for those who only look', async () => {
  const affairs = await s.as('affairs');
  const organisationId = seedId('school/1');
  const now = s.clock.now();
  const on = [...dayKinds];
  const always = { post: 'schoolDoctor' as const, fromMinute: 0, toMinute: 1440, on };
  const params = { organisationId };
  await affairs.call('saveRequiredPosts', { params, body: { required: [always] } });
  const personId = seedId('person/doctor');
  const away = { personId, fromAt: now - 86_400_000, toAt: now + 2 * 86_400_000, note: '' };
  await affairs.call('addLeave', { params, body: { ...away, substituteId: null } });

  // What other walls asked for a moment ago is not worked out again.
  await s.advance(5);

  const page = await b.open({ login: 'bureau', path: '/wall', screen: 'wall' });
  const pages = page.getByRole('navigation', { name: '面板页' }).getByRole('button');
  await page.getByTestId('panel-minute').waitFor({ timeout: 30_000 });
  const gap = page.getByTestId('wall-gap').filter({ hasText: '实验小学' });
  for (let n = 0; (await gap.count()) === 0; n++) {
    assert.ok(n < (await pages.count()), 'no page of the wall names the gap');
    await pages.nth(n).click();
    await page.locator('[data-testid^=panel-]').first().waitFor();
  }
  await gap.click();
  const cell = page.locator('[data-asked=true]');
  await cell.first().waitFor({ timeout: 30_000 });
  const isFocused = await cell.first().evaluate((one) => one === document.activeElement);
  assert.ok(isFocused, 'the row is in focus');
  assert.equal(new URL(page.url()).searchParams.get('post'), 'schoolDoctor');
  const heading = await page.getByTestId('roster-page').textContent();
  assert.match(heading ?? '', /实验小学/);
  await page.setViewportSize({ width: 1366, height: 850 });
  await cell.first().scrollIntoViewIfNeeded();
  await keepScreen(page, 'roster-from-wall');
  await page.context().close();
});

test('on 4K the wall is the same picture, twice as large, and nothing hangs over', async () => {
  const page = await b.open({ login: 'bureau', path: '/wall', screen: 'wall' });
  const heading = page.getByTestId('panel-minute').getByRole('heading');
  await heading.waitFor({ timeout: 30_000 });
  const small = await heading.boundingBox();
  await page.setViewportSize({ width: 3840, height: 2160 });
  await page.waitForFunction(() =>
    document.querySelector('.wall')?.getAttribute('style')?.includes('scale(2)'),
  );
  const large = await heading.boundingBox();
  assert.ok(small && large);
  assert.ok(Math.abs(large.height / small.height - 2) < 0.1, `${small.height} -> ${large.height}`);
  assert.ok(Math.abs(large.x / small.x - 2) < 0.1);
  const over = await page.evaluate(() => {
    const { right, bottom } = (document.querySelector('.wall') as Element).getBoundingClientRect();
    return [Math.round(right - innerWidth), Math.round(bottom - innerHeight)];
  });
  assert.deepEqual(over, [0, 0]);
  const panels = await page.locator('.wall-column > .wall-panel').all();
  const widths = await Promise.all(panels.map(async (p) => (await p.boundingBox())?.width));
  assert.deepEqual([...new Set(widths)], [900], 'no long name pushes a panel into the map');
  await page.context().close();
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
