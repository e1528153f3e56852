import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';

import { buildExtension, openPeople } from '../practice/browser.ts';
import { openWorld, pairAndEnable } from '../specs/world.ts';
import type { World } from '../specs/world.ts';
import { goTo, places } from './places.ts';
import type { Place } from './places.ts';
import { setScene } from './scene.ts';
import { pictureOf } from './tables.ts';
import type { Look } from './tables.ts';

/** Takes the pictures of docs/screens.md: every page light, dark, narrow and German, in practice mode. */

interface Variant {
  look: Look;
  width: number;
  dark: boolean;
}

const english: Variant[] = [
  { look: 'light', width: 1280, dark: false },
  { look: 'dark', width: 1280, dark: true },
  { look: '360', width: 360, dark: false },
];
const german: Variant[] = [{ look: 'de', width: 1280, dark: false }];
/** A page is shown to its end between these heights, in CSS pixels. */
const shortest = 300;
const tallest = 1400;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(import.meta.dirname, '..', '..', 'screenshots') },
    only: { type: 'string', multiple: true },
  },
});
await mkdir(values.out, { recursive: true });
await buildExtension();
for (const [isGerman, variants] of [
  [false, english],
  [true, german],
] as const) {
  const world = await openWorld({ users: 24, german: isGerman });
  try {
    await pairAndEnable(world);
    await takeAll(world, variants);
  } finally {
    await world.close();
  }
}

async function takeAll(world: World, variants: readonly Variant[]): Promise<void> {
  const scene = await setScene(world);
  const page = await openPeople(world.context, world.practice.cms);
  for (const place of places) {
    if (values.only && !values.only.includes(place.name)) continue;
    for (const variant of variants) {
      const width = Math.min(variant.width, place.widest ?? variant.width);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: variant.dark ? 'dark' : 'light' });
      world.practice.cms.cms.presentation.theme = variant.dark ? 'dark' : 'claro';
      await goTo(place, page, world, scene);
      await writeFile(path.join(values.out, pictureOf(place, variant.look)), await picture(page, place));
    }
    console.log(place.name);
  }
}

/** The page to its end or the greatest height, as WebP: a fifth of what PNG takes. */
async function picture(page: Page, place: Place): Promise<Buffer> {
  const { width } = page.viewportSize() ?? { width: 1280 };
  if (!place.window) {
    const height = await settledHeight(page);
    await page.setViewportSize({ width, height: Math.min(Math.max(height, shortest), tallest) });
    await page.evaluate(() => scrollTo(0, 0));
  }
  // Colours change over a fifth of a second.
  await page.waitForTimeout(300);
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  await browser.detach();
  return Buffer.from(data, 'base64');
}

/** How tall the page is once nothing more comes that makes it grow. */
async function settledHeight(page: Page): Promise<number> {
  for (let last = -1; ;) {
    const height = await page.evaluate(() => document.body.scrollHeight);
    if (height === last) return height;
    last = height;
    await page.waitForTimeout(400);
  }
}
