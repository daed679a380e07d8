import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical on a page as it stands: the rule, and where it is broken. */
export async function graveFindings(page: Page): Promise<string[]> {
  // Through the debugger: our content security policy rightly refuses a script from elsewhere.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const { violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return (await axe.run(document, { resultTypes: ['violations'] })) as axe.AxeResults;
  });
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${reasonOf(n)}`));
}

const reasonOf = (node: axe.NodeResult): string =>
  [...node.any, ...node.all, ...node.none]
    .map((c) => c.message)
    .join(' ')
    .slice(0, 160);
