import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { soon } from '@anyuan/testkit/scenario.ts';
import { startWire, type Wire } from '@anyuan/testkit/wire.ts';
import type { Browser } from 'playwright-core';
import {
  openBrowser,
  openTerminal,
  pageErrors,
  picture,
  press,
  type School,
  startSchool,
  tablet,
  untilStage,
} from './tablets.ts';

let school: School;
let wire: Wire;
let classroom: Browser;
let screaming: Browser;
before(async () => {
  school = await startSchool();
  wire = await startWire(school.product.url);
  classroom = await openBrowser('classroom');
  screaming = await openBrowser('scream');
});
after(async () => {
  for (const browser of [classroom, screaming]) await browser?.close();
  await wire?.stop();
  await school?.product.stop();
});

test('a scream in front of a browser: alarm, reasons, clip; accepted and arrived are told', async () => {
  const at = { url: school.product.url, microphone: true };
  const page = await openTerminal(await tablet(screaming, at), school.product.url);
  await picture(page, 'terminal-calm');
  await untilStage(page, 'sent', 60_000);
  const [alarm] = await school.openAlarms();
  assert.ok(alarm);
  assert.deepEqual([alarm.kind, alarm.alarmKind], ['scream', 'actual']);
  await soon(async () => {
    const detection = (await school.detailOf(alarm.id)).detections[0];
    assert.ok(detection?.reasons.some((r) => r.branch === 'sound' && r.label === 'scream'));
    assert.ok(detection?.clip, 'the clip is stored');
  }, 20_000);

  await school.api('guard', 'POST', `/api/alarms/${alarm.id}/accept`, {});
  await untilStage(page, 'accepted');
  await soon(async () => assert.match((await page.textContent('h1')) ?? '', /正在赶来/));
  await picture(page, 'terminal-accepted');
  await press(page, 3_300);
  await untilStage(page, 'arrived');
  assert.ok((await school.detailOf(alarm.id)).times.t5);
  await school.close(alarm);
  assert.deepEqual(pageErrors, []);
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
  assert.deepEqual(await school.openAlarms(), []);

  await wire.back();
  await untilStage(page, 'sent', 40_000);
  const [alarm, ...others] = await school.openAlarms();
  assert.ok(alarm);
  assert.deepEqual([alarm.kind, others.length, alarm.detectionIds.length], ['button', 0, 1]);
  assert.ok(Math.abs((alarm.times.t0 ?? 0) - pressedAt) < 2_000, 'the time of the press is kept');
  await school.close(alarm);
  await page.close();
  assert.deepEqual(pageErrors, []);
});

test('a microphone that is refused is a fault with what to do, here and at the console; the button calls', async () => {
  const at = { url: school.product.url, microphone: false };
  const page = await openTerminal(await tablet(classroom, at), school.product.url);
  const trouble = page.getByTestId('terminal-trouble');
  await trouble.waitFor();
  assert.match((await trouble.textContent()) ?? '', /没有允许使用麦克风.*允许/);
  await picture(page, 'terminal-refused');
  await soon(
    async () => assert.ok((await school.terminalFaults()).includes('microphone.refused')),
    15_000,
  );
  await press(page);
  await untilStage(page, 'sent');
  const [alarm] = await school.openAlarms();
  assert.equal(alarm?.kind, 'button');
  if (alarm) await school.close(alarm);
  await page.close();
});

test('a model that is cut short is a fault and no deaf terminal; one device is one terminal', async () => {
  const at = { url: school.product.url, microphone: true, serviceWorkers: 'block' } as const;
  const context = await tablet(classroom, at);
  await context.route('**/assets/sound-*.onnx', async (route) => {
    const whole = await (await route.fetch()).body();
    await route.fulfill({ body: whole.subarray(0, whole.length / 2) });
  });
  const page = await openTerminal(context, school.product.url);
  await soon(
    async () => assert.ok((await school.terminalFaults()).includes('model.damaged')),
    20_000,
  );
  assert.match((await page.getByTestId('terminal-trouble').textContent()) ?? '', /识别模型/);
  const second = await context.newPage();
  await second.goto(`${school.product.url}/terminal/`);
  await second.getByTestId('terminal-elsewhere').waitFor();
  // A page that found the model damaged asks for it again, perhaps just now.
  await context.unrouteAll({ behavior: 'wait' });
  await context.close();
  assert.deepEqual(pageErrors, []);
});
