import assert from 'node:assert/strict';
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { look } from '@anyuan/testkit/look.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import PDFDocument from 'pdfkit';
import type { Locator, Page } from 'playwright-core';
import { v7 } from 'uuid';
import { makerKey, runningRollout } from './software-world.ts';

/**
 * Every dialog and drawer that a page can open, opened once: axe looks inside, the focus goes in, stays, and comes back to
 * what opened it, Escape closes. The last test walks the sources: a dialog that is not in the table fails it.
 */
let s: Scenario;
let b: TestBrowser;
let alarmId: string;
let folder: string;
before(async () => {
  s = await startScenario({ startMs: Date.now(), settings: { makerKey } });
  b = await startBrowser(s);
  folder = await mkdtemp(join(tmpdir(), 'anyuan-dialogs-'));
  await runningRollout(s, folder, 'T01');
  const guard = await s.as('guard');
  const [school] = (await guard.call('listSchools')).schools;
  const zoneId = school?.zones[0]?.id ?? '';
  const body = { schoolId: school?.id ?? '', zoneId, detectionId: v7(), beganAt: s.clock.now() };
  alarmId = (await guard.call('raiseAlarm', { body })).alarm.id;
});
after(async () => {
  await b?.close();
  await s?.end();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  /** From apps/web/src. */
  source: string;
  opener: (page: Page) => Locator;
  /** When there is more to do than to press the opener. */
  open?: (page: Page, opener: Locator) => Promise<void>;
}

async function twoPages(): Promise<string> {
  const path = join(folder, 'plan.pdf');
  const pdf = new PDFDocument({ size: 'A5' });
  const written = new Promise<void>((resolve) =>
    pdf.pipe(createWriteStream(path)).on('close', () => resolve()),
  );
  pdf.rect(40, 40, 200, 200).stroke();
  pdf.addPage().rect(60, 60, 200, 200).stroke();
  pdf.end();
  await written;
  return path;
}

const byTestId = (id: string) => (page: Page) => page.getByTestId(id).first();
const byName = (name: string) => (page: Page) => page.getByRole('button', { name }).first();

/** One page load each. */
const pages: { login: string; path: () => string; before?: string; dialogs: Opened[] }[] = [
  {
    login: 'leader',
    path: () => `/alarms/${alarmId}`,
    dialogs: [
      { source: 'response/console-action.tsx', opener: byTestId('close-button') },
      { source: 'console/shortcuts-dialog.tsx', opener: byName('快捷键') },
    ],
  },
  {
    login: 'leader',
    path: () => '/records',
    dialogs: [
      { source: 'platform/export-dialog.tsx', opener: byName('导出 Excel') },
      { source: 'records/saved-filters.tsx', opener: byName('保存这个搜索') },
    ],
  },
  {
    login: 'leader',
    path: () => '/roster',
    dialogs: [
      { source: 'roster/shift-editor.tsx', opener: byTestId('shift-add') },
      { source: 'roster/duty-dialog.tsx', opener: byTestId('roster-cell') },
    ],
  },
  {
    login: 'leader',
    path: () => '/roster',
    before: '联系方式',
    dialogs: [
      {
        source: 'contacts/contacts-panel.tsx',
        opener: (page) => page.getByTestId('contact-person').first().getByRole('button').last(),
      },
    ],
  },
  {
    login: 'admin',
    path: () => '/people',
    dialogs: [
      { source: 'directory/person-dialog.tsx', opener: byTestId('person-add') },
      { source: 'directory/import-dialog.tsx', opener: byTestId('people-import') },
      { source: 'directory/organisation-dialog.tsx', opener: byTestId('organisation-add') },
    ],
  },
  {
    login: 'admin',
    path: () => '/terminals',
    dialogs: [{ source: 'devices/enrol-dialog.tsx', opener: byTestId('enrol-button') }],
  },
  {
    login: 'leader',
    path: () => '/places',
    dialogs: [
      {
        source: 'places/picture-button.tsx',
        opener: byName('底图'),
        async open(page, opener) {
          const chooser = page.waitForEvent('filechooser');
          await opener.press('Enter');
          await (await chooser).setFiles(await twoPages());
        },
      },
    ],
  },
  {
    login: 'admin',
    path: () => '/terminals/software',
    dialogs: [{ source: 'software/change-dialog.tsx', opener: byName('暂停') }],
  },
];

const isInside = (dialog: Locator) => dialog.evaluate((e) => e.contains(document.activeElement));

/** Opened by keys, looked at, walked round, closed by Escape; what opened it has the focus again. */
async function examine(page: Page, one: Opened, found: string[]): Promise<void> {
  const opener = one.opener(page);
  await opener.waitFor();
  await opener.focus();
  if (one.open) await one.open(page, opener);
  else await page.keyboard.press('Enter');
  const dialog = page.locator('[role=dialog]:visible').last();
  await dialog.waitFor();
  const told = (what: string) => found.push(`${one.source}: ${what}`);
  await look(page, one.source, found);
  if ((await dialog.getAttribute('aria-modal')) !== 'true') told('is not told to be modal');
  if (!(await isInside(dialog))) told('the focus does not go in');
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press(step % 2 === 0 ? 'Tab' : 'Shift+Tab');
    if (step % 3 === 0) await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const here = document.activeElement;
      const isTrap = here?.getAttribute('aria-hidden') === 'true' || here === document.body;
      return isTrap || here?.closest('[role=dialog], .ant-modal-root, .ant-drawer') !== null;
    });
    if (!at) {
      told(`the focus leaves it after ${step + 1} keys`);
      break;
    }
  }
  await dialog.locator('button, input, select, textarea').first().focus();
  await page.keyboard.press('Escape');
  const isGone = await dialog.waitFor({ state: 'hidden', timeout: 5_000 }).then(
    () => true,
    () => false,
  );
  if (!isGone) return void told('Escape does not close it');
  const isBack = await page
    .waitForFunction((e) => e === document.activeElement, await opener.elementHandle(), {
      timeout: 3_000,
    })
    .then(
      () => true,
      () => false,
    );
  if (!isBack) {
    const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 80));
    told(`the focus does not come back but goes to ${at}`);
  }
}

for (const of of pages) {
  const names = of.dialogs.map((d) => d.source).join(', ');
  test(`axe, focus and Escape: ${names}`, { timeout: 120_000 }, async () => {
    const found: string[] = [];
    const page = await b.open({ login: of.login, path: of.path() });
    if (of.before) await page.getByRole('tab', { name: of.before }).click();
    for (const dialog of of.dialogs) await examine(page, dialog, found);
    await page.context().close();
    assert.equal([...new Set(found)].join('\n'), '');
  });
}

test('every source that holds a dialog is in the table', () => {
  const root = fileURLToPath(new URL('../apps/web/src/', import.meta.url));
  const holds = (file: string) =>
    /<(Modal|Drawer|Popup|Dialog|Popconfirm|dialog)\b|role="dialog"|\b(Modal|Dialog)\.\w+\(/.test(
      readFileSync(join(root, file), 'utf8'),
    );
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const known = pages.flatMap((page) => page.dialogs.map((d) => d.source));
  assert.deepEqual(files.filter((f) => f.endsWith('.tsx') && holds(f)).sort(), known.sort());
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
