import { createHmac, randomBytes } from 'node:crypto';
import { type DestinationStream, destination as fileDestination, type Logger, pino } from 'pino';
import { redactText } from './secret/redact.ts';

/** The only facts that a log line may hold; everything else is dropped, so that a body can't slip in. */
const allowed = new Set([
  'level',
  'time',
  'msg',
  'method',
  'route',
  'status',
  'ms',
  'port',
  'id',
  'job',
  'plan',
  'item',
  'entry',
  'connection',
  'directory',
  'client',
  'side',
  'kind',
  'action',
  'trigger',
  'code',
  'count',
  'attempt',
  'requestId',
  'error',
  'err',
]);

const mailAddress = /[^\s"'<>()[\],;:]+@[\w-]+(?:\.[\w-]+)+/g;

export interface LogOptions {
  level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** The error output by default, since the standard output belongs to commands' answers. */
  destination?: DestinationStream;
}

/**
 * A log of method, route pattern, status, times and ids. Values and messages lose what looks like a credential, and
 * mail addresses show as a mark that is the same within one start; only `debug` shows the addresses.
 */
export function createLog(options: LogOptions = {}): Logger {
  const { level = 'info', destination = fileDestination({ dest: 2, sync: true }) } = options;
  const clean = level === 'debug' ? redactText : cleanText(randomBytes(16));
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
  };
  // At the way out, because facts bound to a child log pass none of pino's own hooks.
  return pino(settings, {
    write(line) {
      destination.write(`${JSON.stringify(allowedFacts(JSON.parse(line), clean))}\n`);
    },
  });
}

function allowedFacts(line: object, clean: (text: string) => string): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(line)) {
    if (!allowed.has(name)) continue;
    if (typeof fact === 'string') facts[name] = clean(fact);
    else if (typeof fact === 'object' && fact !== null) facts[name] = clean(stackOf(fact));
    else facts[name] = fact;
  }
  return facts;
}

function stackOf(fact: object): string {
  return 'stack' in fact && typeof fact.stack === 'string' ? fact.stack : '[object]';
}

function cleanText(key: Uint8Array): (text: string) => string {
  const markOf = (address: string) =>
    createHmac('sha256', key).update(address.toLowerCase()).digest('hex').slice(0, 12);
  return (text) => redactText(text).replace(mailAddress, (address) => `mail:${markOf(address)}`);
}
