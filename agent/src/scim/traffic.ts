import path from 'node:path';
import type { Context, MiddlewareHandler } from 'hono';
import type { Connection, Json } from '@rollcall/shared';

import { inTurns } from '../engine/turns.ts';
import { ifDiskError, realDisk } from '../store/disk.ts';
import type { Store } from '../store/store.ts';
import { takeTrue } from './traffic-body.ts';
import type { TrueBodies } from './traffic-body.ts';
import { cleaned, isWrite, passedOf, shelfOf } from './traffic-exchange.ts';
import type { Passed } from './traffic-exchange.ts';
import { removeTraffic, TrafficFile } from './traffic-file.ts';
import type { KeptExchange, Limits, Row } from './traffic-file.ts';

export const keptDays = 7;
const megabyte = 1024 * 1024;
const limits: Limits = { days: keptDays, bytes: { writes: 16 * megabyte, reads: 2 * megabyte } };
/** How long exchanges are gathered before they are written down, in milliseconds. */
const gather = 250;
/** So many may wait to be written down; of reads fewer, since an import asks for hundreds a second. */
const mostWaiting = { writes: 500, reads: 20 };
/** Requests without a good token are told once a minute; the others are counted. */
const strangerEvery = 60_000;

export interface TrafficDeps {
  store: Store;
  /** Folder with the state. */
  home: string;
  now: () => number;
  report: (error: unknown) => void;
  /** Calls back once after a time, in milliseconds. */
  after: (ms: number, work: () => void) => void;
}

/** What SCIM clients have asked and were answered, a connection. */
export interface Traffic {
  /** Keeps what passes through; writing it down delays and fails no answer. */
  readonly record: MiddlewareHandler;
  /** Oldest first. */
  rows(connection: string): Promise<Row[]>;
  /** One exchange; null for none. */
  read(connection: string, id: string): Promise<KeptExchange | null>;
  /** The body as it came, without passwords, for the last hundred writes since the start; null for others. */
  bodyOf(connection: string, id: string): Json | null;
  forget(connection: string): Promise<void>;
  /** Resolves when all that passed is written down. */
  settled(): Promise<void>;
}

/** Tells one request without a good token a minute, and counts the others. */
function createStrangers(now: () => number): (connection: string) => string | null {
  const seen = new Map<string, { at: number; more: number }>();
  return (connection) => {
    const last = seen.get(connection);
    if (last && now() - last.at < strangerEvery) {
      last.more += 1;
      return null;
    }
    seen.set(connection, { at: now(), more: 0 });
    return last && last.more > 0 ? ` ${last.more} more without a good token came after the one before.` : '';
  };
}

/** Gathers what passes and writes it down a moment later, in turn. */
function createWriter({ home, store, now, report, after }: TrafficDeps) {
  const files = new Map<string, Promise<TrafficFile>>();
  const bodies: TrueBodies = new Map();
  let waiting: Passed[] = [];
  let isTimed = false;
  let turn: Promise<void> = Promise.resolve();
  const folderOf = (connection: string) => path.join(home, 'traffic', encodeURIComponent(connection));
  const fileOf = (connection: string): Promise<TrafficFile> => {
    const known = files.get(connection);
    if (known) return known;
    const folder = folderOf(connection);
    const opening = TrafficFile.open(folder, { disk: realDisk, limits, now }).catch((error: unknown) => {
      // A disk that failed once is tried again.
      files.delete(connection);
      throw ifDiskError(folder, error);
    });
    files.set(connection, opening);
    return opening;
  };
  const writeDown = async (): Promise<void> => {
    const passed = waiting;
    waiting = [];
    for (const [connection, some] of Map.groupBy(passed, (each) => each.connection)) {
      if (!store.data.connections[connection]) continue;
      const clean: ReturnType<typeof cleaned>[] = [];
      // An import has many, and others are answered between them.
      await inTurns(some, (each) => clean.push(cleaned(each)));
      const rows = await (await fileOf(connection)).add(clean, shelfOf);
      rows.forEach((row, index) => {
        if (isWrite(row)) takeTrue(bodies, `${connection} ${row.id}`, some[index]?.sent ?? null);
      });
    }
  };
  const settled = (): Promise<void> => {
    turn = turn.then(writeDown).catch(report);
    return turn;
  };
  return {
    bodies,
    files,
    fileOf,
    folderOf,
    settled,
    hasRoom: (ofWrite: boolean) => waiting.length < mostWaiting[ofWrite ? 'writes' : 'reads'],
    keep(passed: Passed): void {
      waiting.push(passed);
      if (isTimed) return;
      isTimed = true;
      after(gather, () => {
        isTimed = false;
        void settled();
      });
    },
  };
}

export function createTraffic(deps: TrafficDeps): Traffic {
  const { store, now, report } = deps;
  const { bodies, files, fileOf, folderOf, hasRoom, keep, settled } = createWriter(deps);
  const strangerText = createStrangers(now);
  return {
    async record(c, next) {
      const start = performance.now();
      await next();
      try {
        const connection = connectionOf(c, store);
        const isRead = c.req.method === 'GET' && c.res.status < 400;
        if (!connection || !hasRoom(!isRead)) return;
        const passed = passedOf(c, { connection: connection.id, at: now(), ms: performance.now() - start });
        const more = passed.row.token === null ? strangerText(connection.id) : '';
        if (more === null) return;
        const { detail } = passed.row;
        keep({ ...passed, row: { ...passed.row, detail: detail === null ? null : detail + more } });
      } catch (error) {
        report(error);
      }
    },
    async rows(connection) {
      await settled();
      const file = await fileOf(connection);
      await file.prune();
      return file.rows;
    },
    async read(connection, id) {
      await settled();
      return (await fileOf(connection)).read(id);
    },
    bodyOf: (connection, id) => bodies.get(`${connection} ${id}`) ?? null,
    async forget(connection) {
      await settled();
      files.delete(connection);
      for (const key of bodies.keys()) if (key.startsWith(`${connection} `)) bodies.delete(key);
      await removeTraffic(folderOf(connection));
    },
    settled,
  };
}

function connectionOf(c: Context, { data }: Store): Connection | undefined {
  const named = c.req.param('connection');
  if (named !== undefined) return data.connections[named];
  const [only, ...others] = Object.values(data.connections);
  return others.length === 0 ? only : undefined;
}
