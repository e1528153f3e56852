import type { Cli } from '../cli.ts';
import { formatMoment } from '../format.ts';
import { needRunning } from '../reach.ts';
import type { Root } from '../root.ts';

export function addPair(root: Root, cli: Cli): void {
  root
    .command('pair')
    .description('Make a one-time code that pairs a browser with the running agent.')
    .action((_options, command) =>
      cli.answer(command.optsWithGlobals(), async (home) => {
        const { client } = await needRunning(home);
        const made = await client.call('pairingCode', { body: {} });
        const until = formatMoment(made.expires, cli.terminal.now());
        return {
          json: made,
          text: `Pairing code: ${made.code}\nEnter it in the extension. It works once, until ${until}.`,
        };
      }),
    );
}
