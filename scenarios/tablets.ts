import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { AlarmDetail, AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { keepScreen } from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
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

export async function openBrowser(sound: string): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${soundOf(sound)}%noloop`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

export async function tablet(
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

/** What went wrong in any page: a test ends with none. */
export const pageErrors: string[] = [];

/** A page that was touched once and wants to know which terminal it is. */
export async function startPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(error.message));
  await page.goto(`${url}/terminal`);
  await page.getByTestId('terminal-start').click();
  return page;
}

/** A page that is a terminal of a demonstration place. */
export async function openTerminal(context: BrowserContext, url: string): Promise<Page> {
  const page = await startPage(context, url);
  await page.getByTestId('terminal-try').click();
  await page.getByTestId('terminal-calm').waitFor({ timeout: 20_000 });
  return page;
}

export async function untilStage(page: Page, stage: string, withinMs = 10_000): Promise<void> {
  await page
    .locator(`[data-testid=terminal-stage][data-stage=${stage}]`)
    .waitFor({ timeout: withinMs });
}

export async function press(page: Page, holdMs = 0): Promise<void> {
  const button = page.getByTestId('terminal-press');
  await button.dispatchEvent('pointerdown', { pointerId: 1, isPrimary: true, button: 0 });
  if (holdMs > 0) await page.waitForTimeout(holdMs);
  await button.dispatchEvent('pointerup', { pointerId: 1, isPrimary: true, button: 0 });
}

/** Where ANYUAN_PICTURES asks for them: as it stands, and in English in the dark. */
export const picture = (page: Page, name: string) => keepScreen(page, name, otherLanguage);

/** The choice stands among the details: they are opened for it and shut again. */
async function otherLanguage(page: Page): Promise<void> {
  const [language, details] = [page.getByTestId('language'), page.getByTestId('terminal-details')];
  const isShut = (await language.count()) === 0;
  if (isShut) await details.dispatchEvent('click');
  await language.dispatchEvent('click');
  if (isShut) await details.dispatchEvent('click');
}

/** A product, and what its people see of the terminals. */
export async function startSchool() {
  const product: Product = await startProduct();
  const cookies = new Map<string, string>();

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
    assert.ok(reply.ok, `${path}: ${reply.status} ${reply.ok ? '' : await reply.text()}`);
    return (await reply.json()) as T;
  }
  const terminals = async () =>
    (await api<{ terminals: TerminalView[] }>('affairs', 'GET', '/api/terminals')).terminals;

  return {
    product,
    api,
    terminals,
    openAlarms: async () =>
      (await api<{ alarms: AlarmSummary[] }>('affairs', 'GET', '/api/alarms?state=open')).alarms,
    detailOf: async (id: string) =>
      (await api<{ alarm: AlarmDetail }>('command', 'GET', `/api/alarms/${id}`)).alarm,
    terminalFaults: async () =>
      (await terminals()).flatMap((terminal) => terminal.faults.map(({ code }) => code)),
    async close(alarm: AlarmSummary): Promise<void> {
      const verdict = { verdict: 'test', reason: '浏览器终端试验' };
      await api('affairs', 'POST', `/api/alarms/${alarm.id}/close`, verdict);
    },
  };
}

export type School = Awaited<ReturnType<typeof startSchool>>;
