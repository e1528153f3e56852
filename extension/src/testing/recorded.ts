import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Pages recorded from real sites; they stand beside the repository and are not part of it. */
const folder = path.join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'fixtures', 'drupal', '10.6');

export const hasRecorded = existsSync(folder);
export const whyNoRecorded = 'the recorded pages are not beside this clone';

/** A recorded page as a document; its scripts do not run. */
export function recordedPage(name: string): Document {
  return toDocument(readFileSync(path.join(folder, `${name}.html`), 'utf8'));
}

export function toDocument(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html');
}
