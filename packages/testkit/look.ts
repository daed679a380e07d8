import type { Page } from 'playwright-core';
import { graveFindings } from './axe.ts';

/** What axe finds grave in both appearances of what is shown; the page follows the system's wish at once. Only colours differ between them. */
export async function look(page: Page, where: string, found: string[]): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(colorsSettled);
    const rules = colorScheme === 'light' ? 'all' : 'of colour';
    for (const finding of await graveFindings(page, rules))
      found.push(`${where} ${colorScheme} ${finding}`);
  }
}

/** Colours half way between two appearances belong to neither. */
async function colorsSettled(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await Promise.allSettled(
    document
      .getAnimations()
      .map((a) =>
        a.effect?.getTiming().iterations === Number.POSITIVE_INFINITY ? null : a.finished,
      ),
  );
}
