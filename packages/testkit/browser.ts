import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const pages = fileURLToPath(new URL('../../apps/web/dist/index.html', import.meta.url));
const screens = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const readmePictures = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** Transitions end within it: a picture half way is no picture. */
const transitionMs = 900;

/** Sizes of a console on a desk, the phone of a guard, a wall. */
const viewports = {
  desk: { width: 1366, height: 850 },
  phone: { width: 390, height: 844 },
  wall: { width: 1920, height: 1080 },
} as const;

const phone: BrowserContextOptions = {
  ...{ isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  // The session of a phone lasts longer, and the server knows one by this.
  userAgent:
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36',
};

export interface Opening {
  /** Nobody is signed in without it. */
  login?: string;
  path: string;
  screen?: keyof typeof viewports;
  theme?: 'light' | 'dark';
  locale?: 'zh' | 'en';
  /** What this person's device has otherwise. */
  device?: BrowserContextOptions;
  /** Runs before the page is asked for. */
  prepare?: (page: Page) => Promise<unknown>;
}

export interface TestBrowser {
  browser: Browser;
  /** What pages logged as errors or threw; a good test ends with none. */
  faults: string[];
  open(opening: Opening): Promise<Page>;
  close(): Promise<void>;
}

/** Chromium of the system, with what every test of pages asks of it. `place` is a scenario or a product of its own process; `more` are switches of Chromium. */
export async function startBrowser(
  place: { readonly url: string },
  more: readonly string[] = [],
): Promise<TestBrowser> {
  assert.ok(existsSync(executablePath), 'Chromium is missing: apt-get install chromium');
  assert.ok(existsSync(pages), 'pages are missing: bin/anyuan build');
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'];
  const browser = await chromium.launch({
    executablePath,
    args: [...args, '--autoplay-policy=no-user-gesture-required', ...more],
  });
  const faults: string[] = [];
  return {
    browser,
    faults,
    async open(opening) {
      const context = await contextOf(browser, opening);
      if (opening.login !== undefined) {
        await signIn(context, place.url, opening.login);
      }
      const page = await context.newPage();
      collectFaults(page, faults);
      await opening.prepare?.(page);
      await page.goto(`${place.url}${opening.path}`);
      return page;
    },
    close: () => browser.close(),
  };
}

async function signIn(context: BrowserContext, url: string, login: string): Promise<void> {
  const data = { login, password: 'anyuan-demo' };
  const reply = await context.request.post(`${url}/api/session`, { data });
  assert.equal(reply.status(), 200, `sign-in of ${login}`);
}

async function contextOf(browser: Browser, opening: Opening): Promise<BrowserContext> {
  const { screen = 'desk', theme = 'light', locale = 'zh' } = opening;
  const isPhone = screen === 'phone';
  const context = await browser.newContext({
    viewport: viewports[screen],
    ...(isPhone ? phone : {}),
    locale: locale === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme,
    reducedMotion: 'reduce',
    permissions: ['geolocation'],
    geolocation: { latitude: 31.2, longitude: 121.4 },
    ...opening.device,
  });
  // A person's own choice, as the switch in the header keeps it.
  if (locale === 'en')
    await context.addInitScript(() => localStorage.setItem('anyuan.locale', 'en'));
  return context;
}

/** An error in the console of the browser is a fault of ours; what the network refused on purpose is not. */
function collectFaults(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    const isRefusal = /^(Failed to load resource|WebSocket connection to)/.test(message.text());
    if (message.type() === 'error' && !isRefusal) faults.push(`${page.url()}: ${message.text()}`);
  });
}

/**
 * `ANYUAN_PICTURES=1` renews docs/screens; otherwise nothing happens. The page as it stands by day in Chinese, and again in the
 * dark: in English where its header can switch, which a dialog in front does not hinder.
 */
export async function keepScreen(
  page: Page,
  name: string,
  switchLanguage: (page: Page) => Promise<void> = byHeader,
): Promise<void> {
  if (!process.env.ANYUAN_PICTURES) return;
  await keepPicture(page, name);
  // A wall is always dark.
  if (new URL(page.url()).pathname === '/wall') return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await switchLanguage(page);
  await keepPicture(page, name);
  await switchLanguage(page);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function byHeader(page: Page): Promise<void> {
  const language = page.getByTestId('language');
  if ((await language.count()) > 0) await language.dispatchEvent('click');
}

/** `ANYUAN_PICTURES=1` renews a picture of the READMEs: docs/pictures/NAME.png. */
export async function keepReadmePicture(page: Page, name: string): Promise<void> {
  if (!process.env.ANYUAN_PICTURES) return;
  await page.waitForTimeout(transitionMs);
  await page.screenshot({ path: `${readmePictures}${name}.png` });
}

async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(screens, { recursive: true });
  await page.waitForTimeout(transitionMs);
  const shown = await page.evaluate(() => {
    const { lang, dataset } = document.documentElement;
    return `${dataset.theme}-${lang.slice(0, 2)}`;
  });
  const png = await page.screenshot({ scale: 'css' });
  const webp = await webpOf(page.context().browser(), png);
  writeFileSync(`${screens}${name}-${shown}.webp`, webp);
}

/** A browser compresses pictures as well as any library; a page of its own is bound by no policy of ours. */
async function webpOf(browser: Browser | null, png: Buffer): Promise<Buffer> {
  assert.ok(browser);
  const page = await browser.newPage();
  const address = await page.evaluate(
    async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
      return canvas.toDataURL('image/webp', 0.82);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await page.close();
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}
