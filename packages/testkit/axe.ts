import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules that look at colours: all that can differ between two appearances of the same page. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** What axe finds serious or critical on a page as it stands: the rule, and where it is broken. */
export async function graveFindings(
  page: Page,
  rules: 'all' | 'of colour' = 'all',
): Promise<string[]> {
  // Through the debugger: our content security policy rightly refuses a script from elsewhere.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const runOnly = rules === 'all' ? {} : { runOnly: { type: 'rule', values: rulesOfColour } };
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const options = { ...only, resultTypes: ['violations'] } as import('axe-core').RunOptions;
    return ((await axe.run(document, options)) as axe.AxeResults).violations;
  }, runOnly);
  return found
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${reasonOf(n)}`));
}

const reasonOf = (node: axe.NodeResult): string =>
  [...node.any, ...node.all, ...node.none]
    .map((c) => c.message)
    .join(' ')
    .slice(0, 160);
