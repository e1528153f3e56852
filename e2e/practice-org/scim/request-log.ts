/** One request that the org sent as a SCIM client, and what came back. */
export interface SentRequest {
  readonly seq: number;
  readonly appId: string;
  readonly at: string;
  /** Why it was sent, such as `Create user ann@harbor.example`. */
  readonly purpose: string;
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  /** What was sent, without its password; null without a body. */
  readonly body: string | null;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly answer: string;
  readonly ms: number;
}

/** The last requests, in memory only; headers are never kept. */
export interface RequestLog {
  add(request: Omit<SentRequest, 'seq'>): void;
  /** Newest first. */
  of(appId: string): readonly SentRequest[];
  clear(appId: string): void;
}

const kept = 1000;
const longest = 4000;

export function createRequestLog(): RequestLog {
  let requests: SentRequest[] = [];
  let seq = 0;
  return {
    add: (request) => {
      seq += 1;
      const { body } = request;
      const short = {
        ...request,
        seq,
        body: body?.slice(0, longest) ?? null,
        answer: request.answer.slice(0, longest),
      };
      requests.push(short);
      if (requests.length > 2 * kept) requests = requests.slice(-kept);
    },
    of: (appId) => requests.filter((request) => request.appId === appId).toReversed(),
    clear: (appId) => {
      requests = requests.filter((request) => request.appId !== appId);
    },
  };
}

/** The body as it may be shown: a password in it is `[secret]`. */
export function withoutSecrets(body: unknown): string {
  return JSON.stringify(body, (key, value: unknown) => (key.toLowerCase() === 'password' ? '[secret]' : value));
}
