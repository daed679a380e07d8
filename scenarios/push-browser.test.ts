import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Worker } from 'playwright-core';
import { v7 } from 'uuid';

// Of a service worker's own world, which the types of pages do not have.
declare const PushEvent: new (type: string, init: { data: string }) => Event;
declare const NotificationEvent: new (
  type: string,
  init: { notification: Notification; action: string },
) => Event;
type Scope = EventTarget & { registration: { getNotifications(): Promise<Notification[]> } };

/** What the service worker of the phone makes of a push, with the browser's own notifications. */
let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

/** As the push service would hand it over; gives what the screen then offers. */
function pushed(worker: Worker, message: object) {
  return worker.evaluate(async (text) => {
    const scope = self as unknown as Scope;
    const waiting: Promise<unknown>[] = [];
    const event = new PushEvent('push', { data: text });
    Object.defineProperty(event, 'waitUntil', { value: (p: Promise<unknown>) => waiting.push(p) });
    scope.dispatchEvent(event);
    await Promise.all(waiting);
    const [shown] = await scope.registration.getNotifications();
    const { title, actions, tag } = shown as Notification & {
      actions: { action: string; title: string }[];
    };
    return { title, tag, actions: actions.map(({ action, title }) => `${action} ${title}`) };
  }, JSON.stringify(message));
}

function pressed(worker: Worker, action: string) {
  return worker.evaluate(async (action) => {
    const scope = self as unknown as Scope;
    const [notification] = await scope.registration.getNotifications();
    const waiting: Promise<unknown>[] = [];
    const event = new NotificationEvent('notificationclick', {
      notification: notification as Notification,
      action,
    });
    Object.defineProperty(event, 'waitUntil', { value: (p: Promise<unknown>) => waiting.push(p) });
    scope.dispatchEvent(event);
    // Without a finger on the glass the browser lets no window come to the front.
    await Promise.allSettled(waiting);
  }, action);
}

test('a call is accepted on its notification; what is no call offers nothing to press', async () => {
  const page = await b.open({ login: 'guard', path: '/m/', screen: 'phone' });
  const context = page.context();
  await context.grantPermissions(['notifications', 'geolocation']);
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const guard = await s.as('guard');
  const [school] = (await guard.call('listSchools')).schools;
  const body = { detectionId: v7(), schoolId: school?.id ?? '', beganAt: s.clock.now() };
  const { alarm } = await (await s.as('affairs')).call('raiseAlarm', { body });
  const message = { title: '手机求助', body: '校门', tag: alarm.id, alarmId: alarm.id };
  // Known is not yet active, and only then may it show something.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.goto('about:blank');
  const shown = await pushed(worker, { ...message, accept: '我去处置' });
  assert.deepEqual(shown, { title: '手机求助', tag: alarm.id, actions: ['accept 我去处置'] });
  await pressed(worker, 'accept');
  await soon(async () => {
    const { state } = (await guard.call('showAlarm', { params: { alarmId: alarm.id } })).alarm;
    assert.equal(state, 'accepted');
  });
  assert.deepEqual((await pushed(worker, message)).actions, []);
  await context.close();
});
