/**
 * The wall of a large county: 500 schools, 5,000 terminals, a year of days, 20 open alarms, 50 events a second.
 * Says how long the figures take at the server and how many frames a second headless Chromium draws. Figures of a busy
 * machine are provisional. `node bench/wall.ts [--seconds 20]`
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDb } from '@anyuan/server/platform/db.ts';
import { seedForBench } from '@anyuan/server/seed/seed-for-bench.ts';
import { startScenario } from '@anyuan/testkit/scenario.ts';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { v7 } from 'uuid';

const schools = 500;
const terminals = 5000;
const openAlarms = 20;
const eventsPerSec = 50;
/** The run is told in so many parts: what grows shows. */
const stretches = 6;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });

/** One actual alarm per school and day on average for a year: more than any school of ours has. */
const yearOfDays = `
  insert into alarm_day
  select o.id, to_char(date '2026-01-01' + d, 'YYYY-MM-DD'), 'actual', n, n, n, n, n,
    1, 0, 0, n - 1, array_fill((random() * 40)::int + 3, array[n]),
    array_fill((random() * 90)::int + 8, array[n]),
    array_fill((random() * 1200)::int + 60, array[n]),
    array_fill((random() * 23)::int || ' scream', array[n])
  from organisation o, generate_series(0, 364) d, lateral (select 1 + (d % 2) * 0 as n) n
  where o.kind = 'school' and o.name like '压测%'
  on conflict do nothing`;

const median = (all: number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

async function timeFigures(url: string, cookie: string, range: string): Promise<number[]> {
  const times: number[] = [];
  for (const alarmKind of ['actual', 'exercise', 'test', 'actual']) {
    // Past the seconds for which an answer is kept, another nature each time.
    const began = performance.now();
    const cpu = process.cpuUsage();
    const reply = await fetch(`${url}/api/figures?range=${range}&alarmKind=${alarmKind}`, {
      headers: { cookie },
    });
    const body = await reply.text();
    if (!reply.ok) throw new Error(body);
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    console.log(`  server ${((user + system) / 1000).toFixed(0)} ms of processor time`);
  }
  return times;
}

/** Frames drawn a second, by Chromium's own trace; the page's thread; what is left on its heap after a collection. */
async function tellStretch(cdp: CDPSession, seconds: number): Promise<void> {
  let drawn = 0;
  const count = ({ value }: { value: object[] }) => {
    drawn += value.filter((e) => 'name' in e && e.name === 'DrawFrame').length;
  };
  cdp.on('Tracing.dataCollected', count);
  const ended = new Promise<void>((resolve) =>
    cdp.once('Tracing.tracingComplete', () => resolve()),
  );
  const busyBefore = await busySeconds(cdp);
  const categories = 'disabled-by-default-devtools.timeline.frame,devtools.timeline.frame';
  await cdp.send('Tracing.start', { categories, transferMode: 'ReportEvents' });
  await setTimeout(seconds * 1000);
  await cdp.send('Tracing.end');
  await ended;
  cdp.off('Tracing.dataCollected', count);
  const busyMs = (((await busySeconds(cdp)) - busyBefore) * 1000) / seconds;
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  console.log(
    `${seconds} s: ${(drawn / seconds).toFixed(1)} frames/s, ${busyMs.toFixed(0)} ms of its thread a second, heap ${(usedSize / 1024).toFixed(0)} KiB`,
  );
}

async function busySeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0;
}

/** In the page itself, so that nothing but the page is measured. */
async function startEvents(page: Page): Promise<void> {
  await page.evaluate(async (everyMs) => {
    const { live } = globalThis as unknown as { live: WebSocket };
    const all = (await (await fetch('/api/terminals')).json()).terminals;
    const { alarms } = await (await fetch('/api/alarms?state=open')).json();
    let n = 0;
    setInterval(() => {
      n += 1;
      const terminal = { ...all[n % all.length], lastSeenAt: n };
      const alarm = { ...alarms[n % alarms.length], version: 1000 + n, state: 'arrived' };
      const frame =
        n % 5 === 0
          ? { type: 'alarms', mode: 'change', last: true, alarms: [alarm] }
          : { type: 'terminals', terminals: [terminal] };
      live.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
    }, everyMs);
    // Something always moves: without it a still page draws no frame and is none the slower.
    const spin = document.createElement('i');
    document.body.append(spin);
    spin.style.cssText = 'position:fixed;right:0;bottom:0;width:2px;height:2px;background:#333';
    spin.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 500, iterations: Infinity });
  }, 1000 / eventsPerSec);
}

const s = await startScenario({ startMs: Date.now() });
try {
  const db = openDb(s.database.connection, { max: 2 });
  const seed = await seedForBench({ db, clock: s.clock, terminals, schools, consoles: 1 });
  await db.pool.query(yearOfDays);
  await db.pool.query(`insert into alarm
    select (json_populate_record(null::alarm, json_build_object(
      'id', gen_random_uuid(), 'version', 1, 'school_id', t.school_id, 'zone_id', t.zone_id,
      'terminal_id', t.id, 'kind', 'scream', 'alarm_kind', 'actual', 'confidence', 3,
      'reasons', '[]'::json, 'state', 'arrived', 'plan', p.body, 'tier', 0, 'round', 0,
      'due_at', ${s.clock.now() + 3_600_000}, 'has_button', false, 'last_detection_at', ${s.clock.now()},
      'detection_ids', array['${v7()}'], 'people', '[]'::json, 'clip', false, 'step_failures', 0,
      't0', ${s.clock.now()}, 't2', ${s.clock.now()}, 't4', ${s.clock.now()}, 't5', ${s.clock.now()}))).*
    from (select distinct on (school_id) * from terminal where name like '压测%') t
    join plan p on p.school_id = t.school_id limit ${openAlarms}`);
  await db.pool.query('analyze');
  await db.close();
  await s.restart();
  const console1 = seed.consoles[0];
  const signedIn = await fetch(`${s.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: console1?.login, password: console1?.password }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  for (const range of ['today', 'month', 'term']) {
    const [first = 0, ...others] = await timeFigures(s.url, cookie, range);
    console.log(
      `figures ${range}: first ${first.toFixed(0)} ms, then median ${median(others).toFixed(0)} ms`,
    );
  }
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: s.url }]);
  await context.addInitScript(() => {
    const held = globalThis as unknown as { WebSocket: typeof WebSocket; live: WebSocket };
    held.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        held.live = this;
      }
    };
  });
  const page = await context.newPage();
  await page.goto(`${s.url}/wall`);
  await page.getByTestId('school-tile').first().waitFor({ timeout: 60_000 });
  const tiles = await page.getByTestId('school-tile').count();
  await startEvents(page);
  console.log(`wall: ${tiles} schools, ${eventsPerSec} events/s`);
  const cdp = await page.context().newCDPSession(page);
  // Processor time of the page's own thread: says the same on a busy machine.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  for (let n = 1; n <= stretches; n++) await tellStretch(cdp, Number(values.seconds) / stretches);
  await browser.close();
} finally {
  await s.end();
}
process.exit(0);
