import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/fixtures/drupal/10.6');

/** Why comparisons with recorded answers are skipped, or null when the recordings are there. */
export const noRecordings = existsSync(FOLDER) ? null : `no recordings of a real Drupal at ${FOLDER}`;

const sampleSchema = z.object({
  request: z.object({ method: z.string(), path: z.string(), auth: z.string(), body: z.unknown() }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});

export type Sample = z.infer<typeof sampleSchema> & { name: string };

/** The recorded requests and answers of JSON:API and the JSON login. */
export function recordedSamples(): Sample[] {
  const folder = path.join(FOLDER, 'jsonapi');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      name: file.replace('.json', ''),
      ...sampleSchema.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
    }));
}

/** The HTML of a recorded page. */
export function recordedPage(theme: string, page: string): string {
  return readFileSync(path.join(FOLDER, theme, `${page}.html`), 'utf8');
}
