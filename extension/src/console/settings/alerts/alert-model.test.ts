import { describe, expect, it } from 'vitest';

import { bodyOf, draftOf } from './alert-model.ts';

const mail = {
  host: 'mail.harbor.example',
  port: 587,
  security: 'starttls' as const,
  user: null,
  from: 'rollcall@harbor.example',
  to: ['a@harbor.example', 'b@harbor.example'],
};
const saved = {
  webhook: 'https://hooks.example/x',
  mail,
  quietMinutes: 60,
  weekly: true,
  hasMailPassword: true,
  lastSent: null,
};

describe('the form of the alerts', () => {
  it('sends what it was given when nothing was typed, and no password', () => {
    const { body, wrong } = bodyOf(draftOf(saved));
    expect(body).toEqual({ webhook: saved.webhook, mail, quietMinutes: 60, weekly: true });
    expect([...wrong]).toEqual([]);
  });

  it('sends nothing for ways that are not wanted', () => {
    const draft = { ...draftOf(saved), webhook: ' ', withMail: false, password: 'x' };
    expect(bodyOf(draft).body).toMatchObject({ webhook: null, mail: null, mailPassword: 'x' });
  });

  it('names the fields that can’t be sent', () => {
    const draft = { ...draftOf(saved), webhook: 'hooks', to: 'nobody', port: '0', quietMinutes: '1' };
    expect([...bodyOf(draft).wrong].toSorted()).toEqual(['mail.port', 'mail.to', 'quietMinutes', 'webhook']);
  });
});
