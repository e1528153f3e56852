import { expect, test } from 'vitest';
import { temporaryHome } from './fixture.ts';
import { killRepeatedly, startWriter } from './kill-writer.ts';
import { openStore } from './store.ts';

test('kill -9 in the middle of commits and folds, 60 times: nothing acknowledged is lost, all is readable', async () => {
  const homes = await Promise.all([temporaryHome(), temporaryHome()]);
  const reports = await Promise.all(homes.map(({ home }) => killRepeatedly(home, 30)));
  for (const report of reports) {
    expect(report).toMatchObject({ lost: 0, unreadable: 0 });
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report.generations).toBeGreaterThan(10);
  }
  await Promise.all(homes.map(({ remove }) => remove()));
}, 120_000);

test('a second process is refused while the first one lives, and gets in when it was killed', async () => {
  const { home, remove } = await temporaryHome();
  const { child, lines, exit } = startWriter(home);
  await lines.next();
  await expect(openStore(home)).rejects.toMatchObject({
    code: 'locked',
    problem: { detail: expect.stringContaining(`process ${child.pid}`) },
  });
  child.kill('SIGKILL');
  await exit;
  const store = await openStore(home);
  expect(store.data.settings['counter']).toBeGreaterThan(0);
  await store.close();
  await remove();
});
