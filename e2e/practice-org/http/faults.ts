import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';

const errorStatus = z.int().min(400).max(599);

export const faultSchema = z.object({
  /** `METHOD /path`; `*` as method is any, `*` as path segment is any one segment. */
  match: z.string().regex(/^(?:\*|[A-Z]+) \/\S*$/),
  /** Status to answer; absent = the call is carried out (after the delay). */
  status: z.custom<ContentfulStatusCode>((status) => errorStatus.safeParse(status).success).optional(),
  /** Okta error code instead of the one usual for the status. */
  errorCode: z.string().optional(),
  /** How many calls it meets; 0 is every call until cleared. */
  times: z.int().min(0).default(1),
  delayMs: z.number().min(0).default(0),
  /** A gateway's HTML page instead of Okta's JSON. */
  html: z.boolean().default(false),
  /** The call is carried out, then the connection ends without an answer. */
  cut: z.boolean().default(false),
});

export type Fault = z.infer<typeof faultSchema>;

/** Faults on demand: what the next matching calls will suffer. */
export interface Faults {
  add(fault: Fault): void;
  list(): readonly Fault[];
  clear(): void;
  /** The fault that meets this call, counted as used. */
  take(method: string, path: string): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add: (fault) => {
      waiting.push(fault);
    },
    list: () => waiting,
    clear: () => {
      waiting = [];
    },
    take: (method, path) => {
      const fault = waiting.find((one) => meets(one.match, method, path));
      if (fault === undefined || fault.times === 0) return fault;
      waiting = waiting.flatMap((one) => {
        if (one !== fault) return [one];
        return fault.times === 1 ? [] : [{ ...one, times: fault.times - 1 }];
      });
      return fault;
    },
  };
}

function meets(match: string, method: string, path: string): boolean {
  const [wantedMethod = '', wantedPath = ''] = match.split(' ');
  if (wantedMethod !== '*' && wantedMethod !== method) return false;
  const wanted = wantedPath.split('/');
  const actual = path.split('/');
  return (
    wanted.length === actual.length &&
    wanted.every((segment, at) => segment === '*' || sameSegment(segment, actual[at] ?? ''))
  );
}

/** Clients differ in what they percent-encode: `a@b.example` and `a%40b.example` are one segment. */
function sameSegment(wanted: string, actual: string): boolean {
  return wanted === actual || decoded(wanted) === decoded(actual);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
