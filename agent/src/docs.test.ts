import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorKinds } from '@rollcall/shared';
import { connectionChange, rowStatus } from '@rollcall/shared/api';
import { routes } from '@rollcall/shared/routes';

import { fakeAgent, fakeTerminal } from './cli/fixture.ts';
import { runCli } from './cli/main.ts';
import { badgeWords } from './cli/words.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const commandLine = read('docs/command-line.md');

/** Everything that a person reads about the project. */
const pages = ['', 'docs']
  .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)))
  .filter((file) => file.endsWith('.md'));

test('every error code has its section', () => {
  const sections = headings('docs/trouble.md');
  expect(sections.slice(1).toSorted()).toEqual(Object.keys(errorKinds).map(helpOf).toSorted());
});

test('every route is named with its role', () => {
  for (const { method, path: place, role } of Object.values(routes)) {
    expect(commandLine).toContain(`| \`${method} ${place}\` | ${role} |`);
  }
});

test('every command and every option is named', async () => {
  const commands = await readCommands([]);
  expect(commands).toContainEqual({ command: 'apply', options: ['--items', '--yes'] });
  for (const { command, options } of commands) {
    expect(commandLine, command).toMatch(new RegExp(`^### .*\\b${command}\\b|\`(?:rollcall )?${command}\\b`, 'm'));
    for (const option of options) expect(commandLine, `${command} ${option}`).toContain(option);
  }
});

test('every setting and every status is named', () => {
  for (const name of Object.keys(connectionChange.shape)) {
    expect(commandLine).toMatch(new RegExp(`\`${name}[.\`]`));
  }
  for (const status of rowStatus.shape.status.options) expect(commandLine).toContain(`\`${status}\``);
  for (const word of Object.values(badgeWords)) expect(read('docs/sync.md')).toContain(`| ${word} |`);
});

test.each(pages)('links of %s lead somewhere', (page) => {
  for (const [, target = ''] of read(page).matchAll(/\]\(([^)]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const place = file === '' ? page : path.join(path.dirname(page), file);
    expect(existsSync(path.join(root, place)), `${page}: ${target}`).toBe(true);
    if (anchor !== undefined) expect(headings(place).map(anchorOf), `${page}: ${target}`).toContain(anchor);
  }
});

test.each(proofs())('$file proves "$title"', ({ file, title }) => {
  expect(read(file)).toContain(title);
});

function helpOf(code: string): string {
  return code.replaceAll('_', '-');
}

function headings(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
}

/** As the usual Markdown viewers make it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

/** Tests that the table of capabilities names: file and title. */
function proofs(): { file: string; title: string }[] {
  const named = read('docs/features.md').matchAll(/`([\w./-]+\.(?:test|spec)\.ts)` "([^"]+)"/g);
  return [...named].map(([, file = '', title = '']) => ({ file, title }));
}

/** Every command below the given words with its own options, as the real help tells them. */
async function readCommands(words: string[]): Promise<{ command: string; options: string[] }[]> {
  const help = await helpFor(words);
  const own = help.split('Global Options:')[0] ?? '';
  const options = [...own.matchAll(/^ {2}(--[a-z-]+)/gm)].flatMap(([, option]) => option ?? []);
  const [, listed = ''] = help.split('\nCommands:\n');
  const names = [...(listed.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z-]+)/gm)].flatMap(([, name]) => name ?? []);
  const below = await Promise.all(
    names.filter((name) => name !== 'help').map((name) => readCommands([...words, name])),
  );
  return [...(words.length === 0 ? [] : [{ command: words.join(' '), options }]), ...below.flat()];
}

async function helpFor(words: string[]): Promise<string> {
  const terminal = fakeTerminal();
  await runCli([...words, '--help'], { terminal, openAgent: () => Promise.resolve(fakeAgent({})) });
  return terminal.shown.out;
}
