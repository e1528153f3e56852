import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleText } from '@rollcall/shared/api-setting';

import { temporaryHome } from '../../store/fixture.ts';
import { runFake } from '../fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
});
afterEach(() => remove());

const files = [
  { name: 'about.json', text: '{"node":"24"}\n' },
  { name: 'runs.json', text: '' },
];
const answers = { supportBundle: () => ({ files, bytes: Buffer.byteLength(bundleText(files)) }) };

it('prints the very text that the agent redacted', async () => {
  const { exit, out, agent } = await runFake(['support-bundle', '--connection', 'c1'], { answers });
  expect([exit, out.trimEnd()]).toEqual([0, bundleText(files).trimEnd()]);
  expect(agent.calls.at(-1)?.call.query).toEqual({ connection: 'c1' });
});

it('writes it into a new file for its owner alone, and over no file that is there', async () => {
  const out = path.join(folder, 'bundle.txt');
  const first = await runFake(['support-bundle', '--out', out], { answers });
  expect([first.exit, first.out]).toEqual([0, expect.stringContaining('Nothing was sent')]);
  expect(await readFile(out, 'utf8')).toBe(bundleText(files));
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  const second = await runFake(['support-bundle', '--out', out], { answers });
  expect([second.exit, second.err]).toEqual([2, expect.stringContaining('as a new file')]);
  await rm(out);
});
