import { Command } from '@commander-js/extra-typings';

import { version } from '../version.ts';

/** Options that every command takes, before or behind its name. */
export interface Globals {
  home?: string | undefined;
  connection?: string | undefined;
  json?: true | undefined;
}

const examples = `
Examples:
  rollcall connect drupal --url https://site.example --user rollcall --password-file ./password
  rollcall connect okta --url https://acme.okta.com --token-stdin < ./token
  rollcall test --user ann@acme.example
  rollcall plan --all                        what a sync of everybody would change
  rollcall connection set mode=live          from here on changes are written
  rollcall sync ann@acme.example             sync one user
  rollcall sync --all --yes                  sync everybody, such as from a timer
  rollcall serve                             run the agent for the browser extension

Exit codes: 0 done, 1 internal fault, 2 configuration or wrong use, 3 held back for approval, 4 partly failed,
5 in use by another process, 6 the other side can't be reached.`;

/** The command line without its commands. */
export function createRoot() {
  return new Command('rollcall')
    .description('Keeps the users of a site and an Okta org in step.')
    .version(version)
    .option('--home <dir>', 'folder with Rollcall’s state (else ROLLCALL_HOME, else ~/.rollcall)')
    .option('--connection <id>', 'which connection, where there are several')
    .option('--json', 'print one JSON document and ask nothing')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples)
    .exitOverride();
}

export type Root = ReturnType<typeof createRoot>;
