import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { toProblem } from '@rollcall/shared';

import { createPublicListener } from './listener.ts';

it('is open only while something uses it, on this computer alone', async () => {
  let used = false;
  const problems: unknown[] = [];
  const listener = createPublicListener({
    isUsed: () => used,
    now: Date.now,
    report: (error) => void problems.push(error),
  });
  listener.app.get('/there', (c) => c.text('yes'));
  await listener.serve({ port: 0 });
  expect(listener.address).toBeNull();
  used = true;
  await listener.refresh();
  const { address } = listener;
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`${address}/there`)).text()).toBe('yes');
  const elsewhere = await fetch(`${address}/v1/connections`);
  expect([elsewhere.status, elsewhere.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  used = false;
  await listener.refresh();
  expect(listener.address).toBeNull();
  await expect(fetch(`${address}/there`)).rejects.toThrow();
  await listener.close();
  expect(problems).toEqual([]);
});

it('tells that its port is taken, and opens once it is free', async () => {
  const problems: unknown[] = [];
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const place = other.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  const listener = createPublicListener({
    isUsed: () => true,
    now: Date.now,
    report: (error) => void problems.push(error),
  });
  await listener.serve({ port });
  expect(problems.map((error) => toProblem(error).code)).toEqual(['locked']);
  await expect(listener.refresh()).rejects.toMatchObject({ code: 'locked' });
  await new Promise((resolve) => other.close(resolve));
  await listener.refresh();
  expect(listener.address).toBe(`http://127.0.0.1:${port}`);
  await listener.close();
  expect(listener.address).toBeNull();
});
