import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';

import { inConsole } from './places.ts';
import { pictures, tables } from './tables.ts';

const root = path.join(import.meta.dirname, '..', '..');

it('shows every page in the documentation, light, dark, narrow and German', async () => {
  expect(await readFile(path.join(root, 'docs', 'screens.md'), 'utf8')).toContain(tables());
  const there = await readdir(path.join(root, 'screenshots'));
  expect(there.filter((name) => name.endsWith('.webp')).toSorted()).toEqual(pictures().toSorted());
});

it('leaves out no page of the console', async () => {
  const folder = path.join(root, 'extension', 'src', 'console');
  const lists = await Promise.all(
    ['settings', 'work'].map((part) => readFile(path.join(folder, part, 'pages.ts'), 'utf8')),
  );
  const keys = [...lists.join('\n').matchAll(/(?:key: |page\()'(\w+)'/g)].map(([, key = '']) => key);
  expect(keys.length).toBeGreaterThan(15);
  const shown = new Set(inConsole.map(({ name }) => name.split('-')[0]));
  expect(keys.filter((key) => !shown.has(key))).toEqual([]);
});
