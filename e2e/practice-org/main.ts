import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { plans, type Plan } from './http/limits.ts';
import { OktaError } from './okta-error.ts';
import { seedSchema } from './seed.ts';
import { startPracticeOrg, type StartOptions } from './start.ts';

const usage =
  'usage: practice-org --port N [--home DIR] [--seed FILE] [--limits off|free|workforce] [--token-share 0.5] [--users N] [--search-lag MS] [--scim-hurry N] [--scim-anywhere]';

function readOptions(): StartOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '21490' },
      home: { type: 'string' },
      seed: { type: 'string' },
      limits: { type: 'string', default: 'off' },
      'token-share': { type: 'string', default: '0.5' },
      users: { type: 'string' },
      'search-lag': { type: 'string', default: '0' },
      'scim-hurry': { type: 'string', default: '1' },
      'scim-anywhere': { type: 'boolean', default: false },
    },
  });
  return {
    port: wholeNumber('--port', values.port),
    home: values.home,
    seed: values.seed === undefined ? undefined : seedSchema.parse(JSON.parse(readFileSync(values.seed, 'utf8'))),
    users: values.users === undefined ? undefined : wholeNumber('--users', values.users),
    limits: planNamed(values.limits),
    tokenShare: shareOf(values['token-share']),
    scim: { hurry: Math.max(1, wholeNumber('--scim-hurry', values['scim-hurry'])), anywhere: values['scim-anywhere'] },
    behaviour: { searchLagMs: wholeNumber('--search-lag', values['search-lag']) },
  };
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`${option} must be a whole number`);
  return Number(text);
}

function shareOf(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new RangeError('--token-share must be more than 0 and at most 1');
  return share;
}

function planNamed(text: string): Plan {
  const plan = plans.find((known) => known === text);
  if (plan === undefined) throw new RangeError(`--limits must be one of ${plans.join(', ')}`);
  return plan;
}

function explain(error: unknown): string {
  if (error instanceof OktaError) return `the seed is refused: ${error.causes.join('; ')}`;
  if (error instanceof z.ZodError) return `the seed cannot be read:\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}

try {
  const practice = await startPracticeOrg(readOptions());
  const { url, token, clientId, privateKeyFile, peopleUrl } = practice;
  process.stdout.write(`${JSON.stringify({ url, token, clientId, privateKeyFile, peopleUrl })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void practice.close().then(() => process.exit(0)));
} catch (error) {
  process.stderr.write(`${explain(error)}\n${usage}\n`);
  process.exitCode = 2;
}
