import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { Secret } from '../secret/secret.ts';
import type { Alert } from './alert.ts';
import { mailAlert } from './mail.ts';
import type { MailSettings } from './mail.ts';
import { createMailReceiver, createWebReceiver } from './receiver.fixture.ts';
import type { MailReceiver, WebReceiver } from './receiver.fixture.ts';
import { postAlert } from './webhook.ts';

const alert: Alert = {
  kind: 'failed',
  connection: { id: 'c1', name: 'Höfe\r\nBcc: everybody@harbor.example' },
  at: '2026-01-15T09:00:00.000Z',
  sentence: 'A run of Harbor failed (can’t be reached). Nothing was written.',
  next: 'Check the address.',
  counts: { done: 0, failed: 0, held: 0, skipped: 0 },
  run: 'R-0042',
  plan: null,
};

describe('a webhook', () => {
  let web: WebReceiver;
  beforeEach(async () => {
    web = await createWebReceiver();
  });
  afterEach(() => web.close());

  it('gets one JSON POST with counts, sentence, next step and ids', async () => {
    await postAlert(fetch, `${web.url}/services/T0?x=1`, alert);
    expect(web.posts).toMatchObject([{ path: '/services/T0?x=1', type: 'application/json' }]);
    expect(JSON.parse(web.posts[0]?.body ?? '')).toEqual({
      ...alert,
      text: `${alert.sentence}\nCheck the address.\nRun R-0042.`,
    });
  });

  it('is followed on its own host, and never to another one', async () => {
    web.answer = ({ url }, response) =>
      void response.writeHead(url === '/moved' ? 200 : 307, { location: '/moved' }).end();
    await postAlert(fetch, `${web.url}/old`, alert);
    expect(web.posts.map(({ path }) => path)).toEqual(['/old', '/moved']);
    const other = await createWebReceiver();
    web.answer = (_request, response) => void response.writeHead(308, { location: `${other.url}/` }).end();
    await expect(postAlert(fetch, web.url, alert)).rejects.toMatchObject({ code: 'invalid', problem: { status: 308 } });
    expect(other.posts).toEqual([]);
    await other.close();
    web.answer = (_request, response) => void response.writeHead(302, { location: '/again' }).end();
    await expect(postAlert(fetch, web.url, alert)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('that refuses, or is not there, is told without its path', async () => {
    web.answer = (_request, response) => void response.writeHead(403).end();
    const refused = await postAlert(fetch, `${web.url}/services/k3y`, alert).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid', problem: { status: 403, field: 'webhook' } });
    expect(String(refused)).not.toContain('k3y');
    await web.close();
    const gone = await postAlert(fetch, `${web.url}/services/k3y`, alert).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'unreachable' });
    expect(String(gone)).not.toContain('k3y');
  });
});

describe('mail', () => {
  let mail: MailReceiver;
  beforeEach(async () => {
    mail = await createMailReceiver();
  });
  afterEach(() => mail.close());
  const settings = (change: Partial<MailSettings> = {}): MailSettings => ({
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    user: null,
    from: 'rollcall@harbor.example',
    to: ['it@harbor.example', 'chief@harbor.example'],
    ...change,
  });

  it('goes to every receiver, with subject and text, and a name can’t add a header', async () => {
    await mailAlert(settings(), null, alert);
    expect(mail.mails).toMatchObject([
      { from: 'rollcall@harbor.example', to: ['it@harbor.example', 'chief@harbor.example'] },
    ]);
    const [head = '', body = ''] = mail.mails[0]?.text.split('\r\n\r\n') ?? [];
    expect(head).toMatch(/^Subject: /m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(head).not.toMatch(/^Bcc:/m);
    expect(body).toContain('Run R-0042.');
  });

  it('signs in, and tells a refused sign-in without the password', async () => {
    mail.users.set('rollcall', 'right-Passw0rd');
    await mailAlert(settings({ user: 'rollcall' }), new Secret('right-Passw0rd'), alert);
    expect(mail.mails).toHaveLength(1);
    const refused = mailAlert(settings({ user: 'rollcall' }), new Secret('wrong-Passw0rd'), alert);
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad_credentials' });
    expect(JSON.stringify(error)).not.toContain('wrong-Passw0rd');
  });

  it('goes nowhere unencrypted where encryption is wanted, nor to a server that can’t prove who it is', async () => {
    await expect(mailAlert(settings({ security: 'starttls' }), null, alert)).rejects.toMatchObject({ code: 'tls' });
    const other = await createMailReceiver({ starttls: true });
    const own = settings({ security: 'starttls', port: other.port });
    await expect(mailAlert(own, null, alert)).rejects.toMatchObject({ code: 'tls' });
    expect([...mail.mails, ...other.mails]).toEqual([]);
    await other.close();
  });

  it('tells a server that is not there, breaks off, or takes none of the receivers', async () => {
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    await expect(mailAlert(settings({ port }), null, alert)).rejects.toMatchObject({ code: 'unreachable' });
    await new Promise((resolve) => rude.close(resolve));
    await expect(mailAlert(settings({ port }), null, alert)).rejects.toMatchObject({ code: 'unreachable' });
    mail.users.set('rollcall', 'needed');
    await expect(mailAlert(settings(), null, alert)).rejects.toMatchObject({
      code: 'invalid',
      problem: { field: 'mail' },
    });
  });
});
