import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';
import { create } from 'qrcode';

/** The phone's camera sees the sticker beside the terminal; without a camera the code is typed. */
const own = mkdtempSync(join(tmpdir(), 'anyuan-scanner-'));
const seen = join(own, 'camera.y4m');
let s: Scenario;
let terminal: ScenarioTerminal;
let b: TestBrowser;
let sticker: { url: string; code: string };
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  terminal = await s.terminal();
  const params = { terminalId: terminal.enrolment.terminalId };
  sticker = await (await s.as('admin')).call('showSticker', { params });
  writeFileSync(seen, filmOf(sticker.url));
  b = await startBrowser(s, [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${seen}`,
  ]);
});
after(async () => {
  await b?.close();
  await s?.end();
  rmSync(own, { recursive: true, force: true });
});

/** One still picture as YUV4MPEG2: the code in dark on white, as a phone sees it at arm's length. */
function filmOf(text: string): Buffer {
  const [width, height, scale] = [640, 480, 6];
  const { data, size } = create(text, { errorCorrectionLevel: 'Q' }).modules;
  const [left, top] = [(width - size * scale) >> 1, (height - size * scale) >> 1];
  const luma = Buffer.alloc(width * height, 225);
  for (let y = 0; y < size * scale; y++) {
    for (let x = 0; x < size * scale; x++) {
      const isDark = data[Math.floor(y / scale) * size + Math.floor(x / scale)];
      if (isDark) luma[(top + y) * width + left + x] = 40;
    }
  }
  const frame = Buffer.concat([
    Buffer.from('FRAME\n'),
    luma,
    Buffer.alloc((width * height) / 2, 128),
  ]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, frame, frame]);
}

/** On the way to a new alarm, at the page that asks for the sticker. */
async function arriving(login: string, permissions: string[]): Promise<Page> {
  await terminal.detect({ kind: 'button', confidence: 4 });
  const page = await b.open({ login, path: '/m/', screen: 'phone', device: { permissions } });
  await page.getByTestId('accept-button').first().click();
  await page.getByTestId('arrive-button').click();
  return page;
}

async function isThere(page: Page, login: string): Promise<void> {
  const person = await s.as(login);
  await soon(async () => {
    const { alarms } = await person.call('listAlarms', { query: { state: 'open' } });
    assert.equal(alarms[0]?.state, 'arrived');
  }, 20_000);
  const params = { alarmId: (await openAlarm(login)).id };
  await person.call('closeAlarm', { params, body: { verdict: 'mistaken', reason: '误按' } });
  await page.context().close();
}

async function openAlarm(login: string) {
  const { alarms } = await (await s.as(login)).call('listAlarms', { query: { state: 'open' } });
  assert.ok(alarms[0]);
  return alarms[0];
}

test('a camera that is refused is told in plain words; the typed code proves the same', async () => {
  const page = await arriving('guard', []);
  await page.getByTestId('scan-start').click();
  await page.getByText('没有相机权限', { exact: false }).waitFor();
  await page.locator('.by-code summary').click();
  await page.getByTestId('arrive-code').fill(sticker.code);
  await page.getByRole('button', { name: '用编号登记' }).click();
  await isThere(page, 'guard');
});

test('the sticker before the camera is the arrival', async () => {
  const page = await arriving('teacher', ['camera']);
  await page.getByTestId('scan-start').click();
  await isThere(page, 'teacher');
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
