import { SyncError } from '@rollcall/shared';

const untrusted =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(?:VERIFY|GET)_|HOSTNAME_MISMATCH|EPROTO)/u;
/** What answered did not begin with TLS: a plain port, or another program. */
const plain = /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/u;

/** What a call that brought no answer means: `cancelled`, `timeout`, `tls`, `wrong_site` or `unreachable`, with the reason named. */
export function connectionFault(error: unknown, url: string, signal?: AbortSignal): SyncError {
  const { host } = new URL(url);
  if (signal?.aborted === true) return new SyncError('cancelled', 'The run was cancelled.', { cause: error });
  if (error instanceof Error && error.name === 'TimeoutError')
    return new SyncError('timeout', `${host} gave no answer in time.`, { cause: error });
  const code = systemCode(error);
  if (code !== null && plain.test(code))
    return new SyncError(
      'wrong_site',
      `What answers at ${host} does not speak TLS, and the address begins with https.`,
      {
        next: 'Give the port that speaks TLS, or put a proxy that does in front of this one.',
        cause: error,
      },
    );
  if (code !== null && untrusted.test(code))
    return new SyncError('tls', `The certificate of ${host} is not trusted (${code}).`, { cause: error });
  return new SyncError('unreachable', `Can’t reach ${host}: ${reason(code)}.`, { cause: error });
}

function reason(code: string | null): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name did not resolve';
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'the connection was cut';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'the connection timed out';
    default:
      return code === null ? 'the connection failed' : `the connection failed (${code})`;
  }
}

/** The code of the innermost cause: fetch wraps the socket's error, and several tried addresses wrap it once more. */
function systemCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const inner: unknown = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
  const found = systemCode(inner);
  if (found !== null) return found;
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}
