import { drupal } from './drupal.ts';
import type { Detected, PageKind } from './page.ts';

/** Every kind of CMS whose pages we know. */
const pageKinds: PageKind[] = [drupal];

/** What the first kind that knows this document makes of it; null when none does. */
export function detectPage(document: Document): Detected {
  for (const kind of pageKinds) {
    const detected = kind.detect(document);
    if (detected !== null) return detected;
  }
  return null;
}
