import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { encodeWav } from '@anyuan/terminal/capture/wav.ts';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { freePort, type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

/** What the child says (440 Hz at the terminal) and what the teacher says (1,000 Hz at the browser). */
const childHz = 440;
const teacherHz = 1000;

let product: Product;
let b: TestBrowser;
let dir: string;
let played: string;
let buttonPort: number;
const pathBefore = process.env.PATH;

function tone(name: string, hz: number, seconds: number, level: number): string {
  const samples = Int16Array.from({ length: seconds * 16_000 }, (_, i) =>
    Math.round(level * 32_767 * Math.sin((2 * Math.PI * hz * i) / 16_000)),
  );
  const path = join(dir, name);
  writeFileSync(path, encodeWav(samples));
  return path;
}

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'anyuan-talk-'));
  played = join(dir, 'played');
  mkdirSync(played);
  // What the terminal's player is given, one file per run.
  writeFileSync(join(dir, 'aplay'), `#!/bin/sh\nexec cat > ${played}/$$.wav\n`);
  chmodSync(join(dir, 'aplay'), 0o755);
  process.env.PATH = `${dir}:${pathBefore}`;
  product = await startProduct();
  buttonPort = await freePort();
  const child = tone('child.wav', childHz, 300, 0.05);
  const port = String(buttonPort);
  const terminal = product.terminal(['--input', child, '--http-port', port]);
  await soon(() => assert.match(terminal.output(), /connected/), 60_000);
  b = await startBrowser(product, [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${tone('teacher.wav', teacherHz, 20, 0.5)}`,
  ]);
});
after(async () => {
  await b?.close();
  await product?.stop();
  process.env.PATH = pathBefore;
  if (dir) rmSync(dir, { recursive: true, force: true });
});

/** A page whose connections can be asked what they really carry. */
const open = (login: string, path: string): Promise<Page> =>
  b.open({ login, path, prepare: (page) => page.addInitScript(keepConnections) });

function keepConnections(): void {
  const made: RTCPeerConnection[] = [];
  const Real = window.RTCPeerConnection;
  Object.assign(window, { made });
  window.RTCPeerConnection = class extends Real {
    constructor(config?: RTCConfiguration) {
      super(config);
      made.push(this);
    }
  };
}

/** Share of the energy of 16-bit samples that lies at a frequency (Goertzel). */
function shareAt(samples: Int16Array, hz: number, rateHz: number): number {
  const w = (2 * Math.PI * hz) / rateHz;
  let [s1, s2, energy] = [0, 0, 0];
  for (const sample of samples) {
    const s0 = sample + 2 * Math.cos(w) * s1 - s2;
    [s2, s1] = [s1, s0];
    energy += sample * sample;
  }
  const power = s1 * s1 + s2 * s2 - 2 * Math.cos(w) * s1 * s2;
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy);
}

/** Loudest frequency that the browser hears from the terminal, Hz. */
const heardHz = (page: Page) =>
  page.evaluate(async () => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const track = made.at(-1)?.getReceivers()[0]?.track;
    if (!track) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const top = bins.indexOf(Math.max(...bins));
    await context.close();
    return (bins[top] ?? -200) < -80 ? 0 : (top * context.sampleRate) / analyser.fftSize;
  });

const streams = () =>
  readdirSync(played)
    .map((name) => readFileSync(join(played, name)))
    .filter((wav) => wav.length > 44 && wav.readUInt32LE(24) === 8000);

const ask = (page: Page, path: string, body: object, method = 'POST') =>
  page.evaluate(
    async ([to, text, how]) => {
      const headers = { 'content-type': 'application/json', 'x-anyuan': '1' };
      const init = how === 'GET' ? {} : { headers, body: text ?? '' };
      const reply = await fetch(to ?? '', { method: how ?? 'POST', ...init });
      return { status: reply.status, body: await reply.json() };
    },
    [path, JSON.stringify(body), method],
  );

test('console and terminal hear each other; who, how long and why it ended is on record', async () => {
  const desk = await open('affairs', '/');
  await fetch(`http://127.0.0.1:${buttonPort}/press`, { method: 'POST' });
  const banner = desk.getByTestId('alarm-banner').first();
  await banner.waitFor({ timeout: 30_000 });
  const { body } = await ask(desk, '/api/alarms?state=open', {}, 'GET');
  const [alarm] = body.alarms;
  await desk.goto(`${product.url}/alarms/${alarm.id}`);
  await desk.getByTestId('talk').click();
  await soon(
    async () => assert.match((await desk.getByTestId('talk-phase').textContent()) ?? '', /已接通/),
    20_000,
  );
  await soon(async () => {
    const hz = await heardHz(desk);
    assert.ok(Math.abs(hz - childHz) < 20, `the browser hears ${hz} Hz`);
  }, 20_000);
  await soon(() => {
    const [wav] = streams();
    assert.ok(wav && wav.length > 44 + 2 * 8000, 'a second of voice');
    const bytes = wav.subarray(wav.length - 8000);
    const aligned = Uint8Array.from(bytes.subarray(0, bytes.length & ~1));
    const share = shareAt(new Int16Array(aligned.buffer), teacherHz, 8000);
    assert.ok(share > 0.5, `share of the tone ${share}`);
  }, 20_000);

  const leader = await open('leader', '/');
  const sdp = 'v=0 a=rtpmap:0 PCMU/8000';
  const path = `/api/alarms/${alarm.id}/talk`;
  assert.equal((await ask(leader, path, { mode: 'talk', sdp })).body.error.code, 'talk.busy');
  const stranger = await open('leader2', '/');
  assert.equal(
    (await ask(stranger, path, { mode: 'talk', sdp })).body.error.code,
    'subject.unknown',
  );
  const listen = { mode: 'listen', reason: '', sdp };
  assert.equal((await ask(leader, path, listen)).body.error.code, 'talk.needsReason');
  const why = { ...listen, reason: '核实是否有人受伤' };
  assert.equal((await ask(leader, path, why)).body.error.code, 'talk.notAllowedHere');

  const close = { verdict: 'true', reason: '已处置' };
  await ask(leader, `/api/alarms/${alarm.id}/close`, close);
  await soon(async () => {
    const { timeline } = (await ask(leader, `/api/alarms/${alarm.id}`, {}, 'GET')).body.alarm;
    const ended = timeline.find((e: { type: string }) => e.type === 'talk.ended');
    assert.ok(timeline.some((e: { type: string }) => e.type === 'talk.started'));
    assert.equal(ended?.detail.why, 'alarmClosed');
    assert.ok(ended.detail.seconds >= 1);
  }, 15_000);
  assert.equal((await ask(leader, path, { mode: 'talk', sdp })).body.error.code, 'alarm.closed');
});
