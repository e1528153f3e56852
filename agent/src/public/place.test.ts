import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasOpenssl, makeCertificate } from './certificate.fixture.ts';
import { createPublicListener } from './listener.ts';
import type { PublicListener } from './listener.ts';
import { readPlace } from './place.ts';
import type { PublicOptions } from './place.ts';

let folder: string;
let listener: PublicListener | null = null;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rollcall-tls-'));
});
afterEach(async () => {
  await listener?.close();
  listener = null;
  await rm(folder, { recursive: true });
});

async function open(options: PublicOptions): Promise<PublicListener> {
  listener = createPublicListener({ isUsed: () => true, now: Date.now, report: () => undefined });
  listener.app.get('/caller', (c) => c.json(c.get('caller')));
  await listener.serve({ port: 0, ...options });
  return listener;
}

async function callerSeen({ address }: PublicListener, headers: Record<string, string>): Promise<unknown> {
  return (await fetch(`${address}/caller`, { headers })).json();
}

describe('the place of the public port', () => {
  it.each(['0.0.0.0', '::', '10.1.2.3', 'harbor.example'])('is not %s without TLS or a proxy', async (host) => {
    await expect(readPlace({ host }, Date.now())).rejects.toMatchObject({
      code: 'invalid',
      problem: { field: 'scimHost' },
    });
    const place = await readPlace({ host, behindProxy: ['10.1.2.0/24'] }, Date.now());
    expect(place.onlyProxies).toBe(true);
  });

  it.each(['127.0.0.1', '127.0.0.9', '::1', 'localhost'])('is %s without more', async (host) => {
    expect(await readPlace({ host }, Date.now())).toMatchObject({ host, onlyProxies: false, tls: null });
  });

  it.each(['0.0.0.0/0', '10.0.0.0/33', 'proxy.example', '10.0.0.1/8/8', ''])('takes no proxy "%s"', async (range) => {
    await expect(readPlace({ behindProxy: [range] }, Date.now())).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('what a call says of where it comes from', () => {
  const forwarded = {
    'x-forwarded-for': '203.0.113.9, 198.51.100.7, 10.0.0.2',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'scim.harbor.example',
  };

  it('is not believed of just anybody', async () => {
    const place = await open({});
    expect(await callerSeen(place, forwarded)).toEqual({ address: '127.0.0.1', origin: place.address });
  });

  it('shows a proxy on this computer that was not named', async () => {
    const place = await open({});
    await callerSeen(place, {});
    expect(place.unnamedProxy).toBeNull();
    await callerSeen(place, forwarded);
    expect(place.unnamedProxy).toBe('127.0.0.1');
    const named = await open({ behindProxy: ['127.0.0.1'] });
    await callerSeen(named, forwarded);
    expect(named.unnamedProxy).toBeNull();
    await place.close();
  });

  it('is believed of a named proxy: the last address that is no proxy counts', async () => {
    const seen = await callerSeen(await open({ behindProxy: ['127.0.0.1', '10.0.0.0/24'] }), forwarded);
    expect(seen).toEqual({ address: '198.51.100.7', origin: 'https://scim.harbor.example' });
  });

  it.each([
    ['203.0.113.9, 198.51.100.7:4711', '198.51.100.7'],
    ['203.0.113.9, [2001:db8::7]:4711', '2001:db8::7'],
    ['203.0.113.9, unknown', '127.0.0.1'],
  ])('is not what the client has made up before it: %s', async (header, address) => {
    const place = await open({ behindProxy: ['127.0.0.1'] });
    expect(await callerSeen(place, { 'x-forwarded-for': header })).toMatchObject({ address });
  });

  it('is not taken over where it is no address', async () => {
    const headers = { 'x-forwarded-for': 'evil"', 'x-forwarded-host': 'a b/c', 'x-forwarded-proto': 'javascript' };
    const place = await open({ behindProxy: ['127.0.0.1'] });
    expect(await callerSeen(place, headers)).toEqual({ address: '127.0.0.1', origin: place.address });
  });
});

describe.skipIf(!hasOpenssl)('a certificate of its own', () => {
  it('serves https, and a renewed one is taken up without a new start', async () => {
    const [first, second] = [makeCertificate(folder, 'first'), makeCertificate(folder, 'second', 60)];
    const place = await open({ host: 'localhost', tls: first });
    expect(place.address).toMatch(/^https:\/\/localhost:\d+$/);
    expect(await nameSeen(place)).toBe('first');
    const { expires } = place.certificate ?? {};

    await copyFile(second.cert, first.cert);
    await place.tick();
    // Key and certificate are of two pairs now.
    expect(place.certificate?.problem).toMatchObject({ code: 'invalid' });
    expect(await nameSeen(place)).toBe('first');

    await copyFile(second.key, first.key);
    await place.tick();
    expect(place.certificate).toMatchObject({ problem: null });
    expect(place.certificate?.expires).not.toBe(expires);
    expect(await nameSeen(place)).toBe('second');
  });

  it('that can’t be used is refused with the file named, and nothing listens', async () => {
    const [good, other] = [makeCertificate(folder, 'good'), makeCertificate(folder, 'other')];
    const text = path.join(folder, 'text.pem');
    await writeFile(text, 'no PEM');
    const wrongs: [PublicOptions['tls'] & object, string][] = [
      [{ ...good, cert: path.join(folder, 'none.crt') }, 'none.crt'],
      [{ ...good, cert: text }, 'text.pem'],
      [{ ...good, key: text }, 'text.pem'],
      [{ ...good, key: other.key }, 'other.key'],
    ];
    for (const [tls, file] of wrongs) {
      const refused = readPlace({ tls }, Date.now());
      await expect(refused).rejects.toMatchObject({ code: 'invalid' });
      await expect(refused).rejects.toThrow(file);
    }
    await expect(readPlace({ tls: good }, Date.now() + 31 * 86_400_000)).rejects.toMatchObject({ code: 'tls' });
  });
});

/** The name in the certificate that the listener shows. */
function nameSeen({ address }: PublicListener): Promise<string> {
  return new Promise((resolve, reject) => {
    // The certificate is looked at here, and signed by nobody.
    const call = request(`${address}/caller`, { rejectUnauthorized: false, agent: false }, (answer) => {
      resolve(String((answer.socket as TLSSocket).getPeerCertificate().subject.CN));
      answer.resume();
    });
    call.on('error', reject);
    call.end();
  });
}
