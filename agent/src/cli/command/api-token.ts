import type { Cli } from '../cli.ts';
import { needRunning } from '../reach.ts';
import type { Root } from '../root.ts';

export function addApiToken(root: Root, cli: Cli): void {
  root
    .command('api-token')
    .description('Print the bearer token with which scripts call the running agent; it ends when the agent ends.')
    .action((_options, command) =>
      cli.answer(command.optsWithGlobals(), async (home) => {
        const { port, token } = (await needRunning(home)).running;
        return { json: { api: `http://127.0.0.1:${port}`, token }, text: token };
      }),
    );
}
