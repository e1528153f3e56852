import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A web server that keeps what is posted to it. */
export interface WebReceiver {
  url: string;
  posts: { path: string; type: string | undefined; body: string }[];
  /** How it answers; 200 at first. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function createWebReceiver(): Promise<WebReceiver> {
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      receiver.posts.push({ path: request.url ?? '', type: request.headers['content-type'], body });
      receiver.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: WebReceiver = {
    url: `http://127.0.0.1:${port}`,
    posts: [],
    answer: (_request, response) => void response.writeHead(200).end('taken'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** A mail server that keeps what is sent by it. */
export interface MailReceiver {
  port: number;
  mails: { from: string; to: string[]; text: string }[];
  /** Names and passwords that it takes; anybody while there are none. */
  users: Map<string, string>;
  close(): Promise<void>;
}

/** Speaks SMTP on a socket; `starttls` offers encryption with a certificate that nobody has signed. */
export async function createMailReceiver(options: { starttls?: boolean } = {}): Promise<MailReceiver> {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: options.starttls ? [] : ['STARTTLS'],
    onAuth({ username = '', password }, _session, done) {
      if (receiver.users.get(username) === password) done(null, { user: username });
      else done(new Error('no such user'));
    },
    onMailFrom(_address, session, done) {
      done(receiver.users.size > 0 && !session.user ? new Error('sign in first') : null);
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        receiver.mails.push({ from, to, text: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  // A client that breaks off is part of the tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const receiver: MailReceiver = {
    port,
    mails: [],
    users: new Map(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return receiver;
}
