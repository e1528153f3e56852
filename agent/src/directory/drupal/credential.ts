import { SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { Credential } from '../directory.ts';
import { entryDocument, parseAs } from './document.ts';
import { type Door, openSession } from './session.ts';
import { anonymous, enterAgain, type Opened, SignIn } from './sign-in.ts';
import { jsonApiType } from './transport.ts';

const nameAndPassword = z.object({ user: z.string().min(1), password: z.string().min(1) });
const bearerToken = z.object({ token: z.string().min(1) });

/** Signs in as `auth` says: `session`, `basic` or `bearer`. Throws `not_configured` for another word. */
export function createSignIn(auth: string, door: Door, credential: () => Promise<Credential>): SignIn {
  switch (auth) {
    case 'session':
      return new SignIn(async () => openSession(door, await read(nameAndPassword, credential)), true);
    case 'basic':
      return new SignIn(async () => {
        const { user, password } = await read(nameAndPassword, credential);
        const pair = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
        return openHeader(door, `Basic ${pair}`, user);
      }, false);
    case 'bearer':
      return new SignIn(
        async () => openHeader(door, `Bearer ${(await read(bearerToken, credential)).token}`, null),
        false,
      );
    default:
      throw new SyncError('not_configured', `Drupal has no way to sign in called “${auth}”.`);
  }
}

async function read<T>(schema: z.ZodType<T>, credential: () => Promise<Credential>): Promise<T> {
  const parsed = schema.safeParse((await credential()).values);
  if (parsed.success) return parsed.data;
  throw new SyncError('not_configured', 'No sign-in for the site is stored.', {
    next: 'Store one with "rollcall connect", then test again.',
  });
}

/** Basic and bearer sign every call; one call to the entry proves them before anything else is sent. */
async function openHeader({ send }: Door, authorization: string, login: string | null): Promise<Opened> {
  const reply = await send({ method: 'GET', path: '/jsonapi', headers: { accept: jsonApiType, authorization } });
  if (reply.status === 401)
    throw new SyncError('bad_credentials', 'Drupal refused the sign-in.', { status: 401, next: enterAgain });
  const entry = parseAs(entryDocument, reply.text);
  if (reply.status === 200 && entry !== null && entry.meta.links.me === undefined) throw anonymous();
  return { login, keep: () => Promise.resolve(), headers: () => Promise.resolve({ authorization }) };
}
