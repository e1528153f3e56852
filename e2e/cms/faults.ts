import { z } from 'zod';

/**
 * A fault a test asks for. `match` is `METHOD /path`, where `*` is one path segment and the query is ignored.
 * With a status the request never reaches the site; `cut` alone lets it run and then drops the connection, as when
 * an answer is lost.
 */
export const faultSchema = z.strictObject({
  match: z.string().regex(/^[A-Z*]+ \//),
  status: z.number().int().min(400).max(599).optional(),
  times: z.number().int().positive().default(1),
  delayMs: z.number().int().min(0).max(120_000).default(0),
  html: z.boolean().default(false),
  cut: z.boolean().default(false),
});

export type Fault = z.infer<typeof faultSchema>;

/** The faults still to happen, in the order they were asked for. */
export class Faults {
  readonly #waiting: { fault: Fault; pattern: RegExp; left: number }[] = [];

  add(fault: Fault): void {
    const [method = '*', path = '/'] = fault.match.split(' ');
    const segments = path.split('/').map((segment) => (segment === '*' ? '[^/]+' : escapePattern(segment)));
    const verb = method === '*' ? '[A-Z]+' : method;
    this.#waiting.push({ fault, pattern: new RegExp(`^${verb} ${segments.join('/')}$`), left: fault.times });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  list(): (Fault & { left: number })[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, left }));
  }

  /** Takes the first fault that matches the request, counting it down. */
  take(method: string, path: string): Fault | null {
    const index = this.#waiting.findIndex(({ pattern }) => pattern.test(`${method} ${path}`));
    const found = this.#waiting[index];
    if (!found) return null;
    found.left -= 1;
    if (found.left === 0) this.#waiting.splice(index, 1);
    return found.fault;
  }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
