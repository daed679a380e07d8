import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';

/** A phone goes from hand to hand; a recording is its microphone. */
const said = fileURLToPath(new URL('../apps/terminal/prompts/attention.wav', import.meta.url));

let product: Product;
let b: TestBrowser;
before(async () => {
  product = await startProduct();
  b = await startBrowser(product, [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${said}`,
  ]);
});
after(async () => {
  await b?.close();
  await product?.stop();
});

const person = { login: 'affairs', device: { permissions: ['microphone'] } };

test('consent, phrase by phrase, before and after on the console, and gone without trace', async () => {
  const phone = await b.open({ ...person, path: '/m/me', screen: 'phone' });
  await phone.getByTestId('to-voices').click();
  await phone.getByTestId('voice-new').click();
  assert.equal(await phone.getByTestId('voice-add').isDisabled(), true, 'not before they agreed');
  await phone.getByTestId('voice-agree').check();
  await phone.getByTestId('voice-add').click();
  const phrase = phone.getByTestId('voice-phrase');
  const first = await phrase.textContent();
  await phone.getByTestId('voice-record').click();
  await phone.getByTestId('voice-keep').waitFor({ timeout: 30_000 });
  await phone.getByTestId('voice-keep').click();
  await phone.waitForFunction(
    (was) => document.querySelector('[data-testid=voice-phrase]')?.textContent !== was,
    first,
  );
  await phone.getByText('返回录音人').click();
  await phone.locator('[data-code=p01]').getByText(/^1\//).waitFor({ timeout: 15_000 });

  const desk = await b.open({ ...person, path: '/phrases' });
  await desk.getByTestId('phrases-version').waitFor();
  await desk.getByTestId('fit-now').click();
  const row = desk
    .getByTestId('fit-row')
    .filter({ hasText: first ?? '' })
    .first();
  await row.waitFor({ timeout: 30_000 });
  assert.match((await row.textContent()) ?? '', /1/);

  await phone.getByTestId('voice-remove').click();
  await phone.getByTestId('voice-remove-yes').click();
  await phone.locator('[data-code=p01]').waitFor({ state: 'detached' });
  assert.deepEqual(b.faults, []);
});
