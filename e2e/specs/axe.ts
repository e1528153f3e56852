import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const findings = z.object({
  // Rules that found something to look at: none would mean that nothing was looked at.
  passes: z.array(z.object({ id: z.string() })).min(3),
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** What axe finds wrong in a whole page of ours, light and dark, by rule and place. */
export async function faultsOf(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axe.source);
    const options = JSON.stringify({ runOnly: tags });
    const { violations } = findings.parse(await page.evaluate(`axe.run('body', ${options})`));
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${colorScheme}, ${id}: ${node.html}`)));
  }
  return found;
}
