// Commits without end and prints each number once it was acknowledged, until `kill-writer.ts` kills it.
import { writeSync } from 'node:fs';
import { del, put } from './data.ts';
import { sampleLink } from './fixture.ts';
import { openStore } from './store.ts';

const [, , home = ''] = process.argv;
const store = await openStore(home, { foldAt: 10_000 });

for (let number = Number(store.data.settings['counter'] ?? 0) + 1; ; number += 1) {
  await store.commit([
    put('settings', 'counter', number),
    put('links', `link ${number}`, sampleLink(number)),
    del('links', `link ${number - 10}`),
    put('settings', 'twin', number),
  ]);
  writeSync(1, `${number}\n`);
}
