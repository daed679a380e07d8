import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { systemClock } from '../clock.ts';
import { onlyCommands } from '../testing/fake-command.ts';
import { openPeer } from '../testing/peer.ts';
import { quietLog, runTerminal, temporaryFolder, until } from '../testing/terminal.ts';
import { gpiomonArgs, openGpioButton, parseEdge } from './gpio.ts';
import { openLocalButton } from './http.ts';
import { makeKeyReader } from './key.ts';
import { localPage } from './local-page.ts';
import { makePressReader } from './press-reader.ts';

function counter() {
  const seen: string[] = [];
  return {
    seen,
    press() {
      seen.push('press');
      return 'the-id';
    },
    arrive: () => void seen.push('arrive'),
    quit: () => void seen.push('quit'),
    state: () => ({ stage: 'idle' }),
    healthy: () => true,
    selfTest: async () => ({ outcome: 'passed' }),
  };
}

test('the local button presses, reports arrival, health and state', async (t) => {
  const handlers = counter();
  const button = await openLocalButton(0, handlers);
  t.after(button.close);
  const base = `http://127.0.0.1:${button.port}`;
  const pressed = await fetch(`${base}/press`, { method: 'POST' });
  assert.deepEqual(await pressed.json(), { id: 'the-id' });
  assert.equal((await fetch(`${base}/arrive`, { method: 'POST' })).status, 202);
  assert.deepEqual(await (await fetch(`${base}/healthz`)).json(), { ready: true });
  assert.deepEqual(await (await fetch(`${base}/state`)).json(), { stage: 'idle' });
  assert.equal((await fetch(`${base}/press`)).status, 404, 'looking is not pressing');
  const page = await (await fetch(base)).text();
  assert.match(page, /这里不录音/);
  assert.doesNotMatch(page, /<script|<form/);
  assert.deepEqual(handlers.seen, ['press', 'arrive']);
});

function statusOf(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ port, host: '127.0.0.1', path: '/press', method: 'POST', headers });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject);
    call.end();
  });
}

test('a web page in a browser of this machine cannot press it', async (t) => {
  const handlers = counter();
  const button = await openLocalButton(0, handlers);
  t.after(button.close);
  assert.equal(await statusOf(button.port, { origin: 'https://evil.example' }), 403);
  assert.equal(await statusOf(button.port, { host: 'evil.example' }), 403);
  assert.deepEqual(handlers.seen, []);
});

test('a port that is taken is an error to be told, not a crash', async (t) => {
  const button = await openLocalButton(0, counter());
  t.after(button.close);
  await assert.rejects(openLocalButton(button.port, counter()), { code: 'EADDRINUSE' });
});

test('keys press, arrive and quit; a held key is one press', () => {
  const handlers = counter();
  let nowMs = 0;
  const read = makeKeyReader(handlers, () => nowMs);
  for (; nowMs < 3_000; nowMs += 100) read(' ');
  nowMs += 1_500;
  read('\ra');
  read('q');
  assert.deepEqual(handlers.seen, ['press', 'press', 'arrive', 'quit']);
});

test('the lines of both versions of gpiomon are understood', () => {
  assert.equal(parseEdge('event: FALLING EDGE offset: 17 timestamp: [    1608.123456789]'), 'down');
  assert.equal(parseEdge('event:  RISING EDGE offset: 17 timestamp: [    1608.523456789]'), 'up');
  assert.equal(parseEdge('1608.123456789\tfalling\tgpiochip0 17'), 'down');
  assert.equal(parseEdge('1608.523456789\trising\tgpiochip0 17 "BUTTON"'), 'up');
  assert.equal(parseEdge('gpiomon: error waiting for events'), null);
  const gpio = { chip: 'gpiochip0', line: 17 };
  assert.deepEqual(gpiomonArgs('gpiomon (libgpiod) v1.6.3', gpio).slice(-2), ['gpiochip0', '17']);
  assert.ok(gpiomonArgs('gpiomon (libgpiod) v2.1', gpio).join(' ').endsWith('--chip gpiochip0 17'));
});

function reader(accepted: boolean) {
  const clock = makeTestClock(0);
  const handlers = counter();
  const onEdge = makePressReader({
    ...handlers,
    press: () => void handlers.press(),
    clock,
    accepted: () => accepted,
    stuck: (is) => void handlers.seen.push(is ? 'stuck' : 'free'),
  });
  return { clock, seen: handlers.seen, onEdge };
}

test('down is an alarm at once, and a bouncing contact is one press', async () => {
  const { clock, seen, onEdge } = reader(false);
  for (const edge of ['down', 'up', 'down', 'up', 'down'] as const) {
    onEdge(edge);
    await clock.advance(2);
  }
  assert.deepEqual(seen, ['press']);
  await clock.advance(5_000);
  assert.deepEqual(seen, ['press'], 'a frightened child that holds on reports no arrival');
  for (const edge of ['up', 'down', 'up'] as const) {
    onEdge(edge);
    await clock.advance(2);
  }
  await clock.advance(100);
  onEdge('down');
  assert.deepEqual(seen, ['press', 'free', 'press']);
});

test('a button that hangs for a minute is told, and told again when it is free', async () => {
  const { clock, seen, onEdge } = reader(false);
  onEdge('down');
  await clock.advance(59_000);
  assert.deepEqual(seen, ['press']);
  await clock.advance(1_000);
  assert.deepEqual(seen, ['press', 'stuck']);
  onEdge('up');
  await clock.advance(100);
  assert.deepEqual(seen, ['press', 'stuck', 'free']);
});

test('while somebody is on the way, three seconds mean arrival and less means alarm', async () => {
  const { clock, seen, onEdge } = reader(true);
  onEdge('down');
  await clock.advance(2_900);
  onEdge('up');
  await clock.advance(100);
  const told = () => seen.filter((word) => word !== 'free');
  assert.deepEqual(told(), ['press']);
  onEdge('down');
  await clock.advance(3_000);
  assert.deepEqual(told(), ['press', 'arrive']);
  onEdge('up');
  await clock.advance(100);
  assert.deepEqual(told(), ['press', 'arrive']);
});

test('a button on GPIO is read through gpiomon, which is started again when it ends', async (t) => {
  await onlyCommands(t, {
    gpiomon: `if [ "$1" = --version ]; then echo "gpiomon (libgpiod) v1.6.3"; exit; fi
echo "event: FALLING EDGE offset: 17 timestamp: [    1608.123456789]"
echo "event:  RISING EDGE offset: 17 timestamp: [    1608.323456789]"
exec sleep 60`,
  });
  const edges: string[] = [];
  const gpio = { chip: 'gpiochip0', line: 17 };
  const onEdge = (edge: string) => void edges.push(edge);
  const onTrouble = () => undefined;
  const close = openGpioButton({ gpio, clock: systemClock, log: quietLog, onEdge, onTrouble });
  t.after(close);
  await until('both edges', () => edges.length === 2);
  assert.deepEqual(edges, ['down', 'up']);
});

test('a button that cannot be read is a fault at the server, and ends when it can', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const gpiomon = `if [ "$1" = --version ]; then echo "gpiomon (libgpiod) v1.6.3"; exit; fi
d=$(dirname "$0"); [ -e "$d/wired" ] || { touch "$d/wired"; echo "cannot open gpiochip0" >&2; exit 1; }
exec sleep 60`;
  await onlyCommands(t, { gpiomon });
  const args = ['--server', peer.url, '--input', 'mic', '--data', dir];
  await runTerminal(t, [...args, '--gpio-button', 'gpiochip0:17']);
  const told = () =>
    peer.received
      .filter(({ leaf, value }) => leaf === 'fault' && value.code === 'button.dead')
      .map(({ value }) => [value.cleared, value.detail]);
  await until('told and ended', () => told().length === 2);
  assert.deepEqual(told(), [
    [false, 'cannot open gpiochip0'],
    [true, ''],
  ]);
});

test('the page says whether there is a recording here, and shows texts as texts', () => {
  const clip = { enabled: true, preRollSec: 10, postRollSec: 5 };
  const page = localPage({ clip, text: '<script>alert(1)</script>', faults: ['microphone.dead'] });
  assert.match(page, /故障：麦克风损坏/);
  assert.match(page, /前 10 秒至后 5 秒/);
  assert.doesNotMatch(page, /<script/);
});
