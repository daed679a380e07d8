/**
 * A four-year-old phone on a slow network: Chromium with a processor four times as slow, 1.6 Mbit/s and 150 ms. How long until
 * the page can be used, and from the live frame to the alarm on the screen. `node bench/phone.ts [--rounds 5]`; build the
 * pages before. Figures of a busy machine are provisional.
 */
import { parseArgs } from 'node:util';
import { type ScenarioTerminal, startScenario } from '@anyuan/testkit/scenario.ts';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const slowdown = 4;
const network = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
/** What issue "Faces" promises, ms. */
const budgets = { firstVisit: 3000, laterVisit: 3000, alarm: 300 } as const;
type Figure = keyof typeof budgets;
const names: Record<Figure, string> = {
  firstVisit: 'first visit until usable 首次打开到可用',
  laterVisit: 'later visit until usable 再次打开到可用',
  alarm: 'live frame to alarm on screen 报警帧到上屏',
};

/** In the page: when the frame of an alarm came, and when the button to accept it was painted. */
function watchAlarm(): void {
  const marks = window as unknown as { frameAt?: number; shownAt?: number };
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url: string | URL) {
      super(url);
      this.addEventListener('message', (event) => {
        if (/"mode":"change"/.test(String(event.data))) marks.frameAt ??= performance.now();
      });
    }
  };
  const look = () => {
    if (marks.shownAt !== undefined || !document.querySelector('[data-testid=accept-button]'))
      return;
    requestAnimationFrame(() => {
      marks.shownAt ??= performance.now();
    });
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}

async function slowed(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', network);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(watchAlarm);
  return page;
}

/** Until it says that there is no alarm: by then everything that an alarm needs is there. */
async function visit(page: Page, url: string): Promise<number> {
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByTestId('calm').waitFor({ timeout: 60_000 });
  return performance.now() - began;
}

async function alarmOnScreen(page: Page, terminal: ScenarioTerminal): Promise<number> {
  await terminal.detect({ kind: 'button', confidence: 4 });
  const took = await page.waitForFunction(() => {
    const { frameAt, shownAt } = window as unknown as { frameAt?: number; shownAt?: number };
    return frameAt === undefined || shownAt === undefined ? null : shownAt - frameAt;
  });
  return (await took.jsonValue()) ?? Number.NaN;
}

const s = await startScenario({ startMs: Date.now() });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
});
const figures: Record<Figure, number[]> = { firstVisit: [], laterVisit: [], alarm: [] };
try {
  const terminal = await s.terminal();
  const guard = await s.as('guard');
  const [name = '', value = ''] = guard.cookie.split('=');
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await context.addCookies([{ name, value, url: s.url }]);
    figures.firstVisit.push(await visit(await slowed(context), `${s.url}/m/`));
    const page = await slowed(context);
    figures.laterVisit.push(await visit(page, `${s.url}/m/`));
    figures.alarm.push(await alarmOnScreen(page, terminal));
    await context.close();
    const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
    for (const { id: alarmId } of alarms) {
      const body = { verdict: 'test', reason: 'bench' } as const;
      await guard.call('acceptAlarm', { params: { alarmId } });
      await guard.call('closeAlarm', { params: { alarmId }, body });
    }
  }
} finally {
  await browser.close();
  await s.end();
}

const sorted = (all: number[]) => [...all].sort((a, b) => a - b);
console.log(
  `| ${slowdown}x CPU, 1.6 Mbit/s, 150 ms, ${rounds} rounds | median ms | worst ms | budget ms |`,
);
console.log('|---|---|---|---|');
for (const figure of Object.keys(names) as Figure[]) {
  const all = sorted(figures[figure]);
  const median = all[Math.floor(all.length / 2)] ?? Number.NaN;
  const worst = all.at(-1) ?? Number.NaN;
  console.log(
    `| ${names[figure]} | ${median.toFixed(0)} | ${worst.toFixed(0)} | ${budgets[figure]} |`,
  );
}
