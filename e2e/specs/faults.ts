import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Landmarks and headings of the whole page are the CMS's own.
const rules = { region: { enabled: false }, 'page-has-heading-one': { enabled: false } };
const findings = z.object({
  // Rules that found something to look at: none would mean that nothing was looked at.
  passes: z.array(z.object({ id: z.string() })).min(3),
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** What axe finds wrong in an element of ours (or a whole page of ours), by rule and place. */
export async function faults(page: Page, within = 'body'): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: tags, rules });
  const { violations } = findings.parse(await page.evaluate(`axe.run(${JSON.stringify(within)}, ${options})`));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
