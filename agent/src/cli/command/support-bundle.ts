import { writeFile } from 'node:fs/promises';
import { SyncError } from '@rollcall/shared';
import { bundleText } from '@rollcall/shared/api-setting';

import type { Cli } from '../cli.ts';
import type { Root } from '../root.ts';
import type { Answer, Session } from '../session.ts';

export function addSupportBundle(root: Root, cli: Cli): void {
  root
    .command('support-bundle')
    .description('What a request for help needs, without secrets and without anything that names a person.')
    .option('--out <file>', 'write it into this new file instead of printing it')
    .action(({ out }, command) => cli.perform(command.optsWithGlobals(), (session) => makeBundle(session, out)));
}

async function makeBundle({ client, wanted }: Session, out: string | undefined): Promise<Answer> {
  const bundle = await client.call('supportBundle', wanted === undefined ? {} : { query: { connection: wanted } });
  const text = bundleText(bundle.files);
  if (out === undefined) return { json: bundle, text };
  try {
    await writeFile(out, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new SyncError('invalid', `${out} can’t be written as a new file.`, {
      scope: 'run',
      next: 'Name a file that is not there yet, in a folder that is.',
      cause: error,
    });
  }
  const said = `Written to ${out}, ${bundle.bytes} bytes. Nothing was sent: read it, then give it to whom you trust.`;
  return { json: { ...bundle, out }, text: said };
}
