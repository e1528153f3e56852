import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startPracticeCms } from './practice-cms.ts';

const HELP = `npm run practice-cms -- --port N [options]
  --port N           port on 127.0.0.1; 0 takes a free one
  --users N          made-up people beside the named ones (0 to 10000)
  --home DIR         keep the site there over restarts
  --base-path /sub   put the site in a sub-folder
  --lang de          German site with the path prefix /de
  --theme NAME       claro, dark or plain
  --late-messages    messages arrive after the page, as with BigPipe
  --read-only        JSON:API accepts only reads, as on a fresh Drupal
  --no-jsonapi       JSON:API module off`;

const optionsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  users: z.coerce.number().int().min(0).max(10_000).default(0),
  home: z.string().optional(),
  'base-path': z
    .string()
    .regex(/^\/[\w/-]+$/)
    .default(''),
  lang: z.enum(['en', 'de']).default('en'),
  theme: z.enum(['claro', 'dark', 'plain']).default('claro'),
  'late-messages': z.boolean().default(false),
  'read-only': z.boolean().optional(),
  'no-jsonapi': z.boolean().default(false),
});

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    users: { type: 'string' },
    home: { type: 'string' },
    'base-path': { type: 'string' },
    lang: { type: 'string' },
    theme: { type: 'string' },
    'late-messages': { type: 'boolean' },
    'read-only': { type: 'boolean' },
    'no-jsonapi': { type: 'boolean' },
  },
});

const parsed = optionsSchema.safeParse(values);
if (parsed.success) {
  await run(parsed.data);
} else {
  process.stderr.write(`${z.prettifyError(parsed.error)}\n\n${HELP}\n`);
  process.exitCode = 2;
}

async function run(options: z.infer<typeof optionsSchema>): Promise<void> {
  const practice = await startPracticeCms({
    port: options.port,
    users: options.users,
    basePath: options['base-path'],
    language: options.lang,
    theme: options.theme,
    messages: options['late-messages'] ? 'late' : 'direct',
    ...(options.home === undefined ? {} : { home: options.home }),
    ...(options['read-only'] === undefined ? {} : { readOnly: options['read-only'] }),
    ...(options['no-jsonapi'] ? { jsonapi: false } : {}),
  });
  // Before the line is out: whoever reads it may stop us at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void practice.close());
  const { url, kind, user, password } = practice;
  process.stdout.write(`${JSON.stringify({ url, kind, user, password })}\n`);
}
