import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LatestSelfTest } from '@anyuan/contracts/routes/self-tests.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import type { Browser, BrowserContext } from 'playwright-core';
import {
  openBrowser,
  openTerminal,
  pageErrors,
  picture,
  press,
  type School,
  startPage,
  startSchool,
  tablet,
  untilStage,
} from './tablets.ts';

/** A tablet is given its place by a code, and proves at night that it hears and is heard. */
let school: School;
let classroom: Browser;
before(async () => {
  school = await startSchool();
  classroom = await openBrowser('classroom');
});
after(async () => {
  await classroom?.close();
  await school?.product.stop();
});

/** A terminal of the school that nobody uses, and a code for it from the console. */
async function codeFromConsole(): Promise<{ terminal: TerminalView; code: string }> {
  const terminal = (await school.terminals()).find(({ enrolled }) => !enrolled);
  assert.ok(terminal, 'the demonstration school has a terminal left');
  const own = { current: 'anyuan-demo', next: 'demo of another 2026' };
  await school.api('admin', 'POST', '/api/session/password', own);
  const path = `/api/terminals/${terminal.id}/enrolment-code`;
  const { code } = await school.api<{ code: string }>('admin', 'POST', path, {});
  return { terminal, code };
}

test('a code from the console makes a tablet this terminal: wrong ones are told, a used one is none', async () => {
  const at = { url: school.product.url, microphone: true };
  const page = await startPage(await tablet(classroom, at), school.product.url);
  const enter = async (code: string) => {
    await page.getByTestId('terminal-code').fill(code);
    await page.getByTestId('terminal-enrol').click();
  };
  await page.getByTestId('terminal-code').waitFor();
  await picture(page, 'terminal-enrol');
  await enter('ZZZZ ZZZZ ZZ');
  await page.getByTestId('terminal-enrol-advice').waitFor();
  assert.match((await page.getByTestId('terminal-enrol-advice').textContent()) ?? '', /登记码/);
  const { terminal, code } = await codeFromConsole();
  // As it is read from a note: small letters, a space.
  await enter(`${code.slice(0, 5)} ${code.slice(5)}`.toLowerCase());
  await page.getByTestId('terminal-calm').waitFor({ timeout: 20_000 });
  await soon(async () =>
    assert.match(
      (await page.locator('.term-head').textContent()) ?? '',
      new RegExp(terminal.place),
    ),
  );
  await press(page);
  await untilStage(page, 'sent');
  const [alarm] = await school.openAlarms();
  assert.deepEqual([alarm?.kind, alarm?.terminalId], ['button', terminal.id]);
  if (alarm) await school.close(alarm);

  const second = await startPage(await tablet(classroom, at), school.product.url);
  await second.getByTestId('terminal-code').fill(code);
  await second.getByTestId('terminal-enrol').click();
  await second.getByTestId('terminal-enrol-advice').waitFor();
  await page.close();
  await second.close();
  assert.deepEqual(pageErrors, []);
});

test('a browser that keeps nothing is told so in words, and goes on once it does', async () => {
  const { url } = school.product;
  const context = await tablet(classroom, { url, microphone: true });
  const page = await context.newPage();
  await page.goto(`${url}/terminal`);
  // A store of a later version than ours cannot be opened: as in a private window, or on a full disk.
  await page.evaluate(
    () =>
      new Promise<void>((done, fail) => {
        const asked = indexedDB.open('anyuan-terminal', 9);
        asked.onsuccess = () => {
          asked.result.close();
          done();
        };
        asked.onerror = () => fail(asked.error);
      }),
  );
  await page.getByTestId('terminal-start').click();
  const stop = page.getByTestId('terminal-storage');
  await stop.waitFor();
  assert.match((await stop.textContent()) ?? '', /无痕模式/);
  await picture(page, 'terminal-storage');
  await page.evaluate(() => void indexedDB.deleteDatabase('anyuan-terminal'));
  await page.getByTestId('terminal-code').waitFor({ timeout: 30_000 });
  await context.close();
});

/**
 * A room: what the page plays reaches its microphone through the air, as loud as `gain` says. Only the
 * device is made up; every part of the page is the real one.
 */
async function openRoom(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const air = new AudioContext();
    const out = new MediaStreamAudioDestinationNode(air);
    const gain = new GainNode(air, { gain: 0.3 });
    gain.connect(out);
    Object.assign(globalThis, { room: gain });
    const hiss = air.createBuffer(1, air.sampleRate * 2, air.sampleRate);
    const samples = hiss.getChannelData(0);
    for (let i = 0; i < samples.length; i += 1) samples[i] = (Math.random() - 0.5) * 0.004;
    const bed = new AudioBufferSourceNode(air, { buffer: hiss, loop: true });
    bed.connect(out);
    bed.start();
    navigator.mediaDevices.getUserMedia = async () => out.stream.clone();
    const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to === this.context.destination && this.context !== air) {
        const speaker = new MediaStreamAudioDestinationNode(this.context as AudioContext);
        connect.call(this, speaker);
        connect.call(new MediaStreamAudioSourceNode(air, { mediaStream: speaker.stream }), gain);
      }
      return connect.call(this, to);
    } as typeof AudioNode.prototype.connect;
  });
}

test('a page tests itself: loudspeaker to microphone to detector; a loudspeaker nobody hears is a fault', async () => {
  const context = await tablet(classroom, { url: school.product.url, microphone: true });
  await openRoom(context);
  const page = await openTerminal(context, school.product.url);
  await page.locator('[data-testid=terminal-calm][data-state=listening]').waitFor();
  await page.getByTestId('terminal-details').click();
  const outcome = page.getByTestId('terminal-self-test-outcome');
  const run = async (): Promise<string | null> => {
    await page.getByTestId('terminal-self-test').click();
    await page.locator('[data-testid=terminal-self-test][disabled]').waitFor();
    await outcome.waitFor({ timeout: 40_000 });
    return outcome.getAttribute('data-outcome');
  };
  assert.equal(await run(), 'passed', (await outcome.textContent()) ?? '');
  await picture(page, 'terminal-self-test');
  const latest = async () =>
    (
      await school.api<{ terminals: LatestSelfTest[] }>('affairs', 'GET', '/api/self-tests')
    ).terminals.find(({ last }) => last !== null)?.last?.result;
  await soon(async () => assert.equal((await latest())?.outcome, 'passed'), 10_000);
  assert.deepEqual(await school.openAlarms(), [], 'the test sound calls nobody');

  await page.evaluate('room.gain.value = 0');
  assert.equal(await run(), 'failed');
  assert.match((await outcome.textContent()) ?? '', /扬声器/);
  await soon(
    async () => assert.ok((await school.terminalFaults()).includes('speaker.unheard')),
    15_000,
  );
  await context.close();
  assert.deepEqual(pageErrors, []);
});
