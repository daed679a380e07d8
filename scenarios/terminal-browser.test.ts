import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AlarmDetail, AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { startWire, type Wire } from '@anyuan/testkit/wire.ts';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** A browser as a terminal: a file is its microphone, everything else is real. */
const soundOf = (name: string) =>
  fileURLToPath(new URL(`../apps/terminal/demo-sounds/${name}.wav`, import.meta.url));
const pictures = process.env.ANYUAN_PICTURES
  ? fileURLToPath(new URL('../docs/pictures/', import.meta.url))
  : null;

let product: Product;
let wire: Wire;
let classroom: Browser;
const browsers: Browser[] = [];
const cookies = new Map<string, string>();
before(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true });
  product = await startProduct();
  wire = await startWire(product.url);
  classroom = await openBrowser('classroom');
});
after(async () => {
  for (const browser of browsers) await browser.close();
  await wire?.stop();
  await product?.stop();
});

async function openBrowser(sound: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${soundOf(sound)}%noloop`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  browsers.push(browser);
  return browser;
}

async function tablet(
  browser: Browser,
  options: { url: string; microphone: boolean } & BrowserContextOptions,
): Promise<BrowserContext> {
  const { url, microphone, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 800, height: 1180 },
    ...{ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' },
    ...rest,
  });
  if (microphone) await context.grantPermissions(['microphone'], { origin: url });
  return context;
}

const faults: string[] = [];

async function openTerminal(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${url}/terminal`);
  await page.getByTestId('terminal-start').click();
  await page.getByTestId('terminal-try').click();
  await page.getByTestId('terminal-calm').waitFor({ timeout: 20_000 });
  return page;
}

async function api<T>(login: string, method: string, path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-anyuan': '1' };
  if (!cookies.has(login)) {
    const session = JSON.stringify({ login, password: 'anyuan-demo' });
    const reply = await fetch(`${product.url}/api/session`, {
      ...{ method: 'POST', headers, body: session },
    });
    cookies.set(login, reply.headers.getSetCookie()[0]?.split(';')[0] ?? '');
  }
  const reply = await fetch(`${product.url}${path}`, {
    method,
    headers: { ...headers, cookie: cookies.get(login) ?? '' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(reply.ok, `${path}: ${reply.status}`);
  return (await reply.json()) as T;
}

const openAlarms = async (): Promise<AlarmSummary[]> =>
  (await api<{ alarms: AlarmSummary[] }>('affairs', 'GET', '/api/alarms?state=open')).alarms;
const detailOf = async (id: string): Promise<AlarmDetail> =>
  (await api<{ alarm: AlarmDetail }>('command', 'GET', `/api/alarms/${id}`)).alarm;

async function untilStage(page: Page, stage: string, withinMs = 10_000): Promise<void> {
  await page
    .locator(`[data-testid=terminal-stage][data-stage=${stage}]`)
    .waitFor({ timeout: withinMs });
}

async function press(page: Page, holdMs = 0): Promise<void> {
  const button = page.getByTestId('terminal-press');
  await button.dispatchEvent('pointerdown', { pointerId: 1, isPrimary: true, button: 0 });
  if (holdMs > 0) await page.waitForTimeout(holdMs);
  await button.dispatchEvent('pointerup', { pointerId: 1, isPrimary: true, button: 0 });
}

async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  // Let transitions end: a picture half way is no picture.
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${pictures}${name}.png` });
}

async function close(alarm: AlarmSummary): Promise<void> {
  const verdict = { verdict: 'test', reason: '浏览器终端试验' };
  await api('affairs', 'POST', `/api/alarms/${alarm.id}/close`, verdict);
}

test('a scream in front of a browser: alarm, reasons, clip; accepted and arrived are told', async () => {
  const at = { url: product.url, microphone: true };
  const page = await openTerminal(await tablet(await openBrowser('scream'), at), product.url);
  await picture(page, 'terminal-calm');
  await untilStage(page, 'sent', 60_000);
  const [alarm] = await openAlarms();
  assert.ok(alarm);
  assert.deepEqual([alarm.kind, alarm.alarmKind], ['scream', 'actual']);
  await soon(async () => {
    const detection = (await detailOf(alarm.id)).detections[0];
    assert.ok(detection?.reasons.some((r) => r.branch === 'sound' && r.label === 'scream'));
    assert.ok(detection?.clip, 'the clip is stored');
  }, 20_000);

  await api('guard', 'POST', `/api/alarms/${alarm.id}/accept`, {});
  await untilStage(page, 'accepted');
  await soon(async () => assert.match((await page.textContent('h1')) ?? '', /正在赶来/));
  await picture(page, 'terminal-accepted');
  await press(page, 3_300);
  await untilStage(page, 'arrived');
  assert.ok((await detailOf(alarm.id)).times.t5);
  await close(alarm);
  assert.deepEqual(faults, []);
});

test('the network is gone: a press rings, is kept over a reload, and arrives once with its own time', async () => {
  const at = { url: wire.url, microphone: true };
  const page = await openTerminal(await tablet(classroom, at), wire.url);
  await page.locator('[data-testid=terminal-calm][data-state=listening]').waitFor();
  // Everything that a start without a network needs has been kept.
  await soon(async () => {
    const kept = await page.evaluate(async () => {
      const keys = await (await caches.open('anyuan-terminal-1')).keys();
      return keys.map(({ url }) => url).join(' ');
    });
    for (const file of ['worklet', 'worker', '.wasm', 'sound-', 'words-', '/terminal/']) {
      assert.ok(kept.includes(file), `${file} in ${kept}`);
    }
  }, 30_000);
  await wire.cut();
  await page.locator('[data-testid=terminal-link].link-lost').waitFor();
  const pressedAt = Date.now();
  await press(page);
  await untilStage(page, 'alarm');
  assert.match((await page.getByTestId('terminal-stage').textContent()) ?? '', /网络断了/);
  await picture(page, 'terminal-offline');
  await page.reload();
  await untilStage(page, 'alarm', 20_000);
  await page.getByTestId('terminal-waiting').waitFor();
  assert.deepEqual(await openAlarms(), []);

  await wire.back();
  await untilStage(page, 'sent', 40_000);
  const [alarm, ...others] = await openAlarms();
  assert.ok(alarm);
  assert.deepEqual([alarm.kind, others.length, alarm.detectionIds.length], ['button', 0, 1]);
  assert.ok(Math.abs((alarm.times.t0 ?? 0) - pressedAt) < 2_000, 'the time of the press is kept');
  await close(alarm);
  await page.close();
  assert.deepEqual(faults, []);
});

const terminalFaults = async (): Promise<string[]> => {
  const { terminals } = await api<{ terminals: TerminalView[] }>(
    'affairs',
    'GET',
    '/api/terminals',
  );
  return terminals.flatMap((terminal) => terminal.faults.map(({ code }) => code));
};

test('a microphone that is refused is a fault with what to do, here and at the console; the button calls', async () => {
  const at = { url: product.url, microphone: false };
  const page = await openTerminal(await tablet(classroom, at), product.url);
  const trouble = page.getByTestId('terminal-trouble');
  await trouble.waitFor();
  assert.match((await trouble.textContent()) ?? '', /没有允许使用麦克风.*允许/);
  await picture(page, 'terminal-refused');
  await soon(
    async () => assert.ok((await terminalFaults()).includes('microphone.refused')),
    15_000,
  );
  await press(page);
  await untilStage(page, 'sent');
  const [alarm] = await openAlarms();
  assert.equal(alarm?.kind, 'button');
  if (alarm) await close(alarm);
  await page.close();
});

test('a model that is cut short is a fault and no deaf terminal; one device is one terminal', async () => {
  const at = { url: product.url, microphone: true, serviceWorkers: 'block' } as const;
  const context = await tablet(classroom, at);
  await context.route('**/assets/sound-*.onnx', async (route) => {
    const whole = await (await route.fetch()).body();
    await route.fulfill({ body: whole.subarray(0, whole.length / 2) });
  });
  const page = await openTerminal(context, product.url);
  await soon(async () => assert.ok((await terminalFaults()).includes('model.damaged')), 20_000);
  assert.match((await page.getByTestId('terminal-trouble').textContent()) ?? '', /识别模型/);
  const second = await context.newPage();
  await second.goto(`${product.url}/terminal/`);
  await second.getByTestId('terminal-elsewhere').waitFor();
  await context.close();
  assert.deepEqual(faults, []);
});
