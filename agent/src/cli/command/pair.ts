import { Option } from '@commander-js/extra-typings';

import type { Cli } from '../cli.ts';
import { formatClock } from '../format.ts';
import { needRunning } from '../reach.ts';
import type { Root } from '../root.ts';

export function addPair(root: Root, cli: Cli): void {
  root
    .command('pair')
    .description('Make a one-time code that pairs a browser with the running agent.')
    .addOption(
      new Option('--role <role>', 'what the browser may do')
        .choices(['owner', 'operator', 'viewer'] as const)
        .default('owner' as const),
    )
    .action(({ role }, command) =>
      cli.answer(command.optsWithGlobals(), async (home) => {
        const { client } = await needRunning(home);
        const made = await client.call('pairingCode', { body: { role } });
        const until = formatClock(made.expires);
        return {
          json: made,
          text: `Pairing code: ${made.code}\nEnter it in the extension. It works once, until ${until}.`,
        };
      }),
    );
}
