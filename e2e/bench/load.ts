import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { percentile } from './row.ts';

/** One request of a load: where, and what is sent. */
export interface Shot {
  method: string;
  path: string;
  body?: string;
}

export interface Load {
  /** Answers a second. */
  rate: number;
  p50: number;
  p99: number;
}

interface Target {
  url: string;
  token: string;
  connections: number;
  /** How long shots are fired, in milliseconds. */
  time: number;
  /** Ends it before its time. */
  isOver?: () => boolean;
}

/**
 * Sends one shot after the other on each connection, over bare sockets so that the sender costs little. Throws for an
 * answer that is no success.
 */
export async function fire(
  { url, token, connections, time, isOver = () => false }: Target,
  next: () => Shot,
): Promise<Load> {
  const times: number[] = [];
  const begun = performance.now();
  const until = begun + time;
  const work = async (): Promise<void> => {
    const line = await openLine(url, token);
    while (performance.now() < until && !isOver()) {
      const sent = performance.now();
      await line.send(next());
      times.push(performance.now() - sent);
    }
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  const rate = times.length / ((performance.now() - begun) / 1000);
  return { rate, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

export interface Line {
  send(shot: Shot): Promise<void>;
  close(): void;
}

/** A connection that is kept open. */
export async function openLine(url: string, token: string): Promise<Line> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const base = pathname.replace(/\/$/, '');
  return {
    async send({ method, path, body }) {
      const head = [
        `${method} ${base}${path} HTTP/1.1`,
        `host: ${hostname}:${port}`,
        `authorization: Bearer ${token}`,
        ...(body === undefined
          ? []
          : ['content-type: application/scim+json', `content-length: ${Buffer.byteLength(body)}`]),
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body ?? ''}`);
      const answer = await answerOn(socket);
      if (!answer.startsWith('HTTP/1.1 2')) throw new Error(`${method} ${path}: ${answer.slice(0, 600)}`);
    },
    close: () => socket.destroy(),
  };
}

/** The whole next answer, by its content-length. */
async function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let wanted = Number.POSITIVE_INFINITY;
    const end = (settle: () => void): void => {
      socket.off('data', onData).off('close', onClose);
      settle();
    };
    const onClose = (): void => end(() => reject(new Error('the connection was closed')));
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (wanted === Number.POSITIVE_INFINITY) wanted = lengthOf(Buffer.concat(chunks));
      if (size >= wanted) end(() => resolve(Buffer.concat(chunks).toString('latin1')));
    };
    socket.on('data', onData).on('close', onClose);
  });
}

/** Of head and body together; infinite as long as the head is not whole. */
function lengthOf(start: Buffer): number {
  const end = start.indexOf('\r\n\r\n');
  if (end === -1) return Number.POSITIVE_INFINITY;
  const head = start.toString('latin1', 0, end);
  const [, length] = /content-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined && !/^HTTP\/1\.1 (?:204|304)/.test(head)) throw new Error(`no content-length: ${head}`);
  return end + 4 + Number(length ?? 0);
}
