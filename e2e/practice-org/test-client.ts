import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createPracticeOrg, type PracticeOrg, type PracticeOrgOptions } from './app.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; the text itself when it is not JSON, null when there is none. */
  readonly body: unknown;
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestClient extends PracticeOrg {
  /** Calls the API with the org's token. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Creates a user and answers its id. */
  create(login: string, more?: CreateOptions): Promise<string>;
  /** A clock that only moves when told. */
  readonly time: { now: number };
}

interface CreateOptions {
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly password?: string;
  readonly activate?: boolean;
}

/** A practice org in memory, closed when the test ends. */
export async function createTestClient(options: PracticeOrgOptions = {}): Promise<TestClient> {
  const time = { now: Date.parse('2026-03-01T12:00:00.000Z') };
  const practice = await createPracticeOrg({ clock: () => time.now, ...options });
  onTestFinished(() => practice.close());
  const call = async (method: string, path: string, { body, headers }: CallOptions = {}): Promise<Answer> => {
    const response = await practice.app.request(path, {
      method,
      headers: { authorization: `SSWS ${practice.org.identity.token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: toBody(await response.text()) };
  };
  const create = async (login: string, { profile, password, activate = true }: CreateOptions = {}): Promise<string> => {
    const answer = await call('POST', `/api/v1/users?activate=${activate}`, {
      body: {
        profile: { firstName: 'Jane', lastName: 'Mensah', login, email: login, ...profile },
        ...(password === undefined ? {} : { credentials: { password: { value: password } } }),
      },
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return userOf(answer).id;
  };
  return { ...practice, call, create, time };
}

const errorSchema = z.object({
  errorCode: z.string(),
  errorSummary: z.string(),
  errorCauses: z.array(z.object({ errorSummary: z.string() })),
});

/** Status, code and causes of a refusal, for a short comparison. */
export function refusalOf({ status, body }: Answer): { status: number; code: string; causes: string[] } {
  const error = errorSchema.parse(body);
  return { status, code: error.errorCode, causes: error.errorCauses.map((cause) => cause.errorSummary) };
}

const userSchema = z.looseObject({ id: z.string(), status: z.string(), profile: z.record(z.string(), z.unknown()) });

export function userOf({ body }: Answer): z.infer<typeof userSchema> {
  return userSchema.parse(body);
}

/** The logins of a list, in its order. */
export function loginsOf({ body }: Answer): unknown[] {
  return z
    .array(userSchema)
    .parse(body)
    .map((user) => user.profile['login']);
}

/** The `next` link of a page as path and query; undefined at the end. */
export function nextOf({ headers }: Answer): string | undefined {
  const address = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
  if (address === undefined) return undefined;
  const { pathname, search } = new URL(address);
  return pathname + search;
}

function toBody(text: string): unknown {
  if (text === '') return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}
