import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { mapFileOf } from '@anyuan/testkit/map-file.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import PDFDocument from 'pdfkit';

/** A floor plan that comes as one page of a PDF, a base map that comes as a PMTiles file: seen by their colours. */
let s: Scenario;
let b: TestBrowser;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anyuan-pictures-'));
  const map = join(folder, 'base.pmtiles');
  await writeFile(map, mapFileOf('water'));
  s = await startScenario({ startMs: Date.now(), settings: { map } });
  // A map is drawn with WebGL, here by the processor.
  b = await startBrowser(s, ['--enable-unsafe-swiftshader']);
});
after(async () => {
  await b?.close();
  await s?.end();
  await rm(folder, { recursive: true, force: true });
});

/** The share of a picture's pixels that have this colour. */
async function shareOf(picture: Buffer, type: string, colour: readonly number[]): Promise<number> {
  const page = await b.browser.newPage();
  const share = await page.evaluate(
    async ({ source, colour }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      if (!context) return 0;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let hits = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (colour.every((c, i) => Math.abs((data[at + i] ?? 0) - c) < 8)) hits++;
      }
      return hits / (data.length / 4);
    },
    { source: `data:${type};base64,${picture.toString('base64')}`, colour },
  );
  await page.close();
  return share;
}

/** First page red, second blue. */
async function coloured(path: string): Promise<void> {
  const pdf = new PDFDocument({ size: [400, 300], margin: 0 });
  const written = new Promise<void>((resolve) => {
    pdf.pipe(createWriteStream(path)).on('close', () => resolve());
  });
  pdf.rect(0, 0, 400, 300).fill('#ff0000');
  pdf
    .addPage({ size: [400, 300], margin: 0 })
    .rect(0, 0, 400, 300)
    .fill('#0000ff');
  pdf.end();
  await written;
}

test('the second page of a PDF becomes the floor plan; 100 MB are refused in words, nothing is lost', async () => {
  const page = await b.open({ login: 'leader', path: '/places' });
  const sheet = page.getByTestId('plan-sheet');
  await sheet.waitFor();
  const input = page.getByTestId('picture-file');
  const before = await sheet.locator('image').getAttribute('href');
  for (const name of ['plan.pdf', 'plan.png']) {
    const path = join(folder, `large-${name}`);
    const file = await open(path, 'w');
    await file.truncate(100 * 1024 * 1024);
    await file.close();
    await input.setInputFiles(path);
    await page.getByText('文件有 100 MB，上限是 20 MB（PDF 60 MB）').waitFor();
    assert.equal(await sheet.locator('image').getAttribute('href'), before);
  }
  const path = join(folder, 'plan.pdf');
  await coloured(path);
  await input.setInputFiles(path);
  await page.getByText('选择哪一页（共 2 页）').waitFor();
  await page.getByRole('spinbutton').last().fill('2');
  await page.getByRole('button', { name: '用这一页' }).click();
  const href = await soon(async () => {
    const now = await sheet.locator('image').getAttribute('href');
    assert.ok(now && now !== before);
    return now;
  }, 30_000);
  const reply = await page.request.get(new URL(href, s.url).href);
  const type = reply.headers()['content-type'] ?? '';
  const picture = await reply.body();
  assert.ok((await shareOf(picture, type, [0, 0, 255])) > 0.95, 'the page chosen');
  assert.ok((await shareOf(picture, type, [255, 0, 0])) < 0.01, 'not the other one');
  await page.context().close();
});

test('a base map of vector tiles is drawn from the file, piece by piece', async () => {
  const page = await b.open({ login: 'leader', path: '/places', theme: 'light' });
  const ranges: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('base.pmtiles')) ranges.push(request.headers().range ?? '');
  });
  const map = page.getByTestId('school-map');
  await page.getByRole('tab', { name: '地图' }).click();
  await map.waitFor({ timeout: 30_000 });
  // Water as the page colours it by day.
  await soon(async () => {
    const share = await shareOf(await map.screenshot(), 'image/png', [0xb7, 0xd3, 0xea]);
    assert.ok(share > 0.5, `${share}`);
  }, 30_000);
  assert.ok(await page.locator('.map-school').count(), 'schools stand on it');
  assert.ok(
    ranges.length > 0 && ranges.every((range) => /^bytes=\d+-\d+$/.test(range)),
    `${ranges}`,
  );
  await page.context().close();
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
