import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';
import { nodeOptions } from './agent-process.ts';
import { fire, type Load, openLine, type Shot } from './load.ts';
import { reportOf } from './report.ts';
import { type BenchRow, median, ms } from './row.ts';
import type { ScimOrder, ScimReport } from './scim-agent.ts';

/** Finds by userName a second that the best server of others reached with 100,000 users. */
const bestPeer = 2.5;
const pageSize = 100;
/** How many people of the site are written to. */
const written = 1000;
/**
 * What a write of one user makes durable, one after the other: the plan and its name, the intent, what was done, its values
 * and its entry, that the plan was applied, that the run is over and its entry, and what is answered.
 */
const writeSyncs = 10;
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

interface Pair {
  ours: Load;
  /** A route that answers fixed JSON of the same size, in the same run. */
  fixed: Load;
}

/** What one size of site was measured at. */
interface Size {
  people: number;
  /** Until the first request is answered, in milliseconds: the index of users is made for it. */
  first: number;
  get: Pair;
  find: Pair;
  page: Pair;
  /** A change that is planned, guarded, written to the site, read back and recorded before it is answered. */
  write: Pair;
  /** Lines of 600 bytes that eight files take a second, each made durable by itself, around the writes. */
  disk: number;
  import: Import;
  member: { few: Load; many: Load };
}

interface Import {
  ms: number;
  rss: number;
  heap: number;
  /** Finds by one client with nothing else going on, and during the import. */
  idle: Load;
  during: Load;
  longestHold: number;
}

/** P1 to P4 and P14: what Okta's SCIM client asks of an agent, at several sizes of a site. */
export async function benchScim({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  const sizes: Size[] = [];
  for (const people of quick ? [1000, 20_000] : [1000, 10_000, 100_000]) sizes.push(await measure(people, quick));
  const [first] = sizes;
  return sizes.flatMap((size) => [...rowsOf(size), ...(first && first !== size ? flatRows(first, size) : [])]);
}

interface Place {
  url: string;
  token: string;
  /** How long each load lasts, in milliseconds. */
  time: number;
  people: number;
}

async function measure(people: number, quick: boolean): Promise<Size> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  const start = await startOf(home, people);
  await reportOf<ScimReport, 'filled'>(start(), 'filled');
  const agent = start();
  try {
    const ready = await reportOf<ScimReport, 'ready'>(agent, 'ready');
    const place = { url: ready.url, token: ready.token, time: quick ? 1000 : 3000, people };
    const begun = performance.now();
    const [one = {}] = (await listOf(place, '?count=1')).Resources;
    const first = performance.now() - begun;
    const find = () => ({
      method: 'GET',
      path: `/Users?filter=userName+eq+%22person.${any(people)}@school.example%22`,
    });
    const get = () => ({ method: 'GET', path: `/Users/${idOf(any(people))}` });
    const page = () => pageShot(any(people - pageSize));
    const before = await appendsOf(home, place.time / 2);
    const write = await pairOf(place, writeShot, one);
    const after = await appendsOf(home, place.time / 2);
    return {
      people,
      first,
      import: await importAll(agent, place, find),
      get: await pairOf(place, get, one),
      find: await pairOf(place, find, { totalResults: 1, Resources: [one] }),
      page: await pairOf(place, page, await listOf(place, `?count=${pageSize}`)),
      write,
      disk: (before + after) / 2,
      member: { few: await members(place, 10), many: await members(place, Math.min(people, 10_000)) },
    };
  } finally {
    agent.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
}

/** Starts the agent as a release is run: as one file, whose memory holds no compiler. */
async function startOf(home: string, people: number): Promise<() => ChildProcess> {
  const outfile = path.join(home, 'scim-agent.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'scim-agent.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@napi-rs/keyring'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const args = [String(people), String(written), path.join(home, 'state')];
  return () => fork(outfile, args, { execArgv: ['--expose-gc', ...nodeOptions] });
}

/** How often ours and the fixed answer take turns, so that whatever else a machine does slows both. */
const turns = 6;

/** Eight clients against ours and against the fixed answer; the medians of all turns. */
async function pairOf(place: Place, next: () => Shot, answer: object): Promise<Pair> {
  const child = fork(path.join(import.meta.dirname, 'fixed-answer.ts'));
  const loads: Record<keyof Pair, Load[]> = { ours: [], fixed: [] };
  try {
    child.send(answer);
    const [address] = await once(child, 'message');
    const how = { ...place, connections: 8, time: place.time / turns };
    for (let turn = 0; turn <= turns; turn += 1) {
      const fixed = await fire({ ...how, url: String(address) }, next);
      const ours = await fire(how, next);
      // The first turn warms both up.
      if (turn === 0) continue;
      loads.ours.push(ours);
      loads.fixed.push(fixed);
    }
    return { ours: middle(loads.ours), fixed: middle(loads.fixed) };
  } finally {
    child.kill('SIGKILL');
  }
}

function middle(loads: readonly Load[]): Load {
  const of = (part: keyof Load) => median(loads.map((load) => load[part]));
  return { rate: of('rate'), p50: of('p50'), p99: of('p99') };
}

/** How many appends with fdatasync a second the disk takes from eight at once. */
async function appendsOf(home: string, time: number): Promise<number> {
  const until = performance.now() + time;
  const counts = await Promise.all(
    Array.from({ length: 8 }, async (_each, number) => {
      const file = await open(path.join(home, `disk-${number}`), 'a');
      let count = 0;
      for (; performance.now() < until; count += 1) {
        await file.write(Buffer.alloc(600, 'x'));
        await file.datasync();
      }
      await file.close();
      return count;
    }),
  );
  return (1000 * counts.reduce((sum, count) => sum + count, 0)) / time;
}

/** Every page in turn by one client, while another one looks for users. */
async function importAll(agent: ChildProcess, place: Place, find: () => Shot): Promise<Import> {
  const idle = await fire({ ...place, connections: 1 }, find);
  const line = await openLine(place.url, place.token);
  const pages = async (): Promise<number> => {
    const begun = performance.now();
    for (let start = 0; start < place.people; start += pageSize) await line.send(pageShot(start));
    return performance.now() - begun;
  };
  const alone = await pages();
  await ask(agent, 'holds');
  const state = { isOver: false };
  const importing = pages().finally(() => {
    state.isOver = true;
  });
  const during = await fire(
    { ...place, connections: 1, time: Number.POSITIVE_INFINITY, isOver: () => state.isOver },
    find,
  );
  await importing;
  line.close();
  const { longest } = await ask(agent, 'holds');
  const { rss, heap } = await ask(agent, 'memory');
  return { ms: alone, rss, heap, idle, during, longestHold: longest };
}

/** One member more and one less in a group of so many, by one client. */
async function members(place: Place, count: number): Promise<Load> {
  const group = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: `Group of ${count} among ${place.people}`,
    members: Array.from({ length: count }, (_, number) => ({ value: idOf(number) })),
  };
  const made = await fetch(`${place.url}/Groups`, {
    method: 'POST',
    headers: headersOf(place),
    body: JSON.stringify(group),
  });
  const { id } = z.object({ id: z.string() }).parse(await made.json());
  let number = 0;
  const next = (): Shot => {
    number += 1;
    const value = idOf(Math.floor(number / 2) % Math.min(count, written));
    const operation =
      number % 2 === 1
        ? { op: 'remove', path: `members[value eq "${value}"]` }
        : {
            op: 'add',
            path: 'members',
            value: [{ value: idOf((Math.floor(number / 2) - 1) % Math.min(count, written)) }],
          };
    const body = JSON.stringify({ schemas: [patchUrn], Operations: [operation] });
    return { method: 'PATCH', path: `/Groups/${id}`, body };
  };
  return fire({ ...place, connections: 1 }, next);
}

function writeShot(): Shot {
  const value = `Department ${performance.now().toFixed(3)}`;
  const name = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
  const body = JSON.stringify({ schemas: [patchUrn], Operations: [{ op: 'replace', path: name, value }] });
  return { method: 'PATCH', path: `/Users/${idOf(any(written))}`, body };
}

function pageShot(start: number): Shot {
  return { method: 'GET', path: `/Users?startIndex=${start + 1}&count=${pageSize}` };
}

function any(below: number): number {
  return Math.floor(Math.random() * below);
}

/** As `scim-agent.ts` makes them. */
function idOf(number: number): string {
  return `0b9c7a52-6f7e-4f0e-9d55-${String(number).padStart(12, '0')}`;
}

const listAnswer = z.looseObject({ Resources: z.array(z.looseObject({})) });

async function listOf(place: Place, query: string): Promise<z.infer<typeof listAnswer>> {
  return listAnswer.parse(await (await fetch(`${place.url}/Users${query}`, { headers: headersOf(place) })).json());
}

function headersOf({ token }: Place): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
}

function rowsOf({ people, first, get, find, page, write, disk, import: all, member }: Size): BenchRow[] {
  const at = `at ${people.toLocaleString('en')}`;
  const wait = all.during.p99 / all.idle.p99;
  const join = member.many.p50 / member.few.p50;
  return [
    ratioRow(`P1`, `a user by id ${at} at 40 % of fixed JSON`, get, 0.4),
    ratioRow(`P1`, `a user by userName ${at} at 40 % of fixed JSON`, find, 0.4),
    ratioRow(`P1`, `a durable write ${at} at 20 % of fixed JSON`, write, 0.2),
    {
      id: 'P1',
      goal: `a durable write ${at} at half of what the disk allows, which makes ${writeSyncs} things durable for it`,
      limit: `${Math.round(disk).toLocaleString('en')} appends + fdatasync a second`,
      measured: `${Math.round(write.ours.rate).toLocaleString('en')}/s`,
      ratio: (writeSyncs * write.ours.rate) / disk,
      ok: writeSyncs * write.ours.rate >= 0.5 * disk,
    },
    {
      ...ratioRow('P3', `a page of ${pageSize}, any depth, ${at}: 2,000/s, p99 < 10 ms`, page, 0),
      ok: page.ours.rate >= 2000 && page.ours.p99 < 10,
    },
    {
      id: 'P3',
      goal: `everybody imported ${at}: 3 s, 350 MB`,
      measured: `${ms(all.ms)}, ${Math.round(all.rss / 1e6)} MB of which ${Math.round(all.heap / 1e6)} MB in use; first answer after ${ms(first)}`,
      ratio: null,
      ok: all.ms <= 3000 && all.rss <= 350e6,
    },
    {
      id: 'P4',
      goal: `a member of ${Math.min(people, 10_000).toLocaleString('en')} ${at}: twice the time of one of 10`,
      limit: `${ms(member.few.p50)} in a group of 10`,
      measured: `${ms(member.many.p50)}, p99 ${ms(member.many.p99)}`,
      ratio: join,
      ok: join <= 2,
    },
    {
      id: 'P14',
      goal: `a find while everybody is imported ${at}: p99 three times that of idle, loop held 10 ms at most`,
      limit: `idle p99 ${ms(all.idle.p99)}`,
      measured: `p99 ${ms(all.during.p99)}, held ${ms(all.longestHold)}`,
      ratio: wait,
      ok: wait <= 3 && all.longestHold <= 10,
    },
  ];
}

function ratioRow(id: string, goal: string, { ours, fixed }: Pair, least: number): BenchRow {
  const ratio = ours.rate / fixed.rate;
  const told = ({ rate, p50, p99 }: Load) =>
    `${Math.round(rate).toLocaleString('en')}/s, p50 ${ms(p50)}, p99 ${ms(p99)}`;
  return { id, goal, limit: told(fixed), measured: told(ours), ratio, ok: ratio >= least };
}

/**
 * P2: each load at this size beside the smallest one. What is compared is the share of the fixed answer: the sizes are
 * measured minutes apart, in which a machine may have become faster or slower.
 */
function flatRows(small: Size, large: Size): BenchRow[] {
  const kinds = ['get', 'find', 'page', 'write'] as const;
  const shareOf = ({ ours, fixed }: Pair) => ours.rate / fixed.rate;
  return kinds.map((kind): BenchRow => {
    const [before, after] = [shareOf(small[kind]), shareOf(large[kind])];
    const isFast = kind !== 'find' || large.find.ours.rate >= 1000 * bestPeer;
    return {
      id: 'P2',
      goal: `${kind} at ${large.people.toLocaleString('en')} at 0.7x of ${small.people.toLocaleString('en')}`,
      limit: `${(100 * before).toFixed(1)} % of fixed JSON`,
      measured: `${(100 * after).toFixed(1)} % of fixed JSON, ${Math.round(large[kind].ours.rate).toLocaleString('en')}/s`,
      ratio: after / before,
      ok: after >= 0.7 * before && isFast,
    };
  });
}

async function ask<K extends 'memory' | 'holds'>(agent: ChildProcess, order: K & ScimOrder) {
  const answer = reportOf<ScimReport, K>(agent, order);
  agent.send(order);
  return answer;
}
