import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthAnswer } from '@rollcall/shared/api';
import { problemSchema } from '@rollcall/shared/api-basics';

import { createApiWorld } from '../api/api.fixture.ts';
import type { ApiWorld } from '../api/api.fixture.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

async function refusal(language: string | null) {
  const answer = await world.send('job', { params: { id: 'R-9999' }, headers: { 'accept-language': language } });
  return { answer, problem: problemSchema.parse(await answer.json()) };
}

describe('the language of answers', () => {
  it('is English unless the request asks for another that there is', async () => {
    for (const language of [null, 'en', 'fr', 'en-GB, de;q=0.5', 'de;q=0', '*', ''])
      expect((await refusal(language)).problem.detail).toBe('There is no run "R-9999".');
  });

  it('is German for who prefers it', async () => {
    for (const language of ['de', 'de-AT', 'fr, de;q=0.8, en;q=0.5'])
      expect((await refusal(language)).problem).toMatchObject({
        code: 'not_found',
        title: 'Nicht gefunden',
        detail: 'Es gibt keinen Lauf „R-9999“.',
        next: 'Mit „rollcall runs“ die Läufe ansehen.',
      });
  });

  it('is told to caches', async () => {
    const { answer } = await refusal('de');
    expect(answer.headers.get('vary')).toContain('accept-language');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('holds for refusals before any route, and for what zod says of a body', async () => {
    const headers = { 'accept-language': 'de' };
    const page = await world.send('health', { headers: { ...headers, origin: 'https://site.example' } });
    expect(problemSchema.parse(await page.json()).detail).toBe('Webseiten dürfen den Agenten nicht aufrufen.');
    const body = await world.send('addConnection', { body: { name: '' }, headers });
    expect(problemSchema.parse(await body.json())).toMatchObject({
      field: 'name',
      detail: expect.stringMatching(/^"name": Zu klein: /) as unknown,
      next: 'Den Wert berichtigen; was angenommen wird, steht in /v1/openapi.json.',
    });
  });

  it('says the sentences of an answer, and leaves names that look like sentences', async () => {
    const id = await world.connect({ name: 'Nothing was written.' });
    const answer = await world.send('health', { headers: { 'accept-language': 'de' } });
    const { lines } = healthAnswer.parse(await answer.json());
    const mode = lines.find(({ topic, connection }) => topic === 'mode' && connection === id);
    expect(mode?.text).toBe('Nothing was written.: live.');
    const connections = await world.send('connection', { params: { id }, headers: { 'accept-language': 'de' } });
    expect(await connections.json()).toMatchObject({ name: 'Nothing was written.' });
  });

  it('leaves no sentence of the health page in English', async () => {
    const answer = await world.send('health', { headers: { 'accept-language': 'de' } });
    const { lines } = healthAnswer.parse(await answer.json());
    const english = await healthAnswer.parseAsync(await (await world.send('health')).json());
    for (const [index, { text, next }] of lines.entries()) {
      expect(text).not.toBe(english.lines[index]?.text);
      if (next !== null) expect(next).not.toBe(english.lines[index]?.next);
    }
  });
});
