import { toProblem } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { RouteAnswer } from '@rollcall/shared/routes';

import { followRun } from '../run-plan.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { readConfigFile, saveUnsaved } from './pull-config.ts';
import { answerOfFiles } from './pull-import.ts';
import { withLists } from './pull-list.ts';
import { pullOptionsOf } from './pull-option.ts';
import { joinSites, settleSite } from './pull-site.ts';
import type { Pull, PullNow, Site } from './pull-site.ts';

/** Plans, asks where a person can be asked, applies, and ends with the tool's summary; one site after the other. */
export async function pullNow(session: Session, words: PullNow): Promise<Answer> {
  const said = pullOptionsOf(words);
  const connection = await chooseConnection(session);
  const config = await readConfigFile(words, connection);
  if (config && config.settings === null) return answerOfFiles(config, null, session.terminal);
  const settings = config?.settings ?? connection.pull;
  const { options, unusable } = await withLists(said, settings?.defaults ?? null, words.csvEncoding);
  const asked: Pull = {
    session,
    words,
    connection: { ...connection, pull: settings },
    options,
    unusable,
    unsaved: config?.unsaved ?? null,
    test: options.testMode ?? settings?.defaults.testMode ?? false,
  };
  const mode = words.yes && !asked.test ? 'apply' : 'plan';
  const pull = mode === 'apply' ? await saveUnsaved(asked) : asked;
  const started = await startAll(pull, mode);
  const answers: [Site, Answer][] = [];
  for (const site of started) answers.push([site, await settleSite(pull, site, mode)]);
  return joinSites(pull, answers);
}

/** Starts the pull on all its sites and follows each to its rest. Throws what keeps the connection's own from a plan. */
async function startAll(pull: Pull, mode: 'plan' | 'apply'): Promise<Site[]> {
  const { session, connection, options, unsaved } = pull;
  await session.reach.beforeRun();
  const { job, others } = await session.client.call('startPull', {
    params: { id: connection.id },
    body: { mode, options, ...(mode === 'plan' && unsaved ? { settings: unsaved } : {}) },
  });
  const own: Site = { connection, ended: await followRun(session, job) };
  if (others.length === 0) return [own];
  const { connections } = await session.client.call('connections', {});
  const sites: Site[] = [own];
  for (const other of others) sites.push(await followOther(session, other, connections));
  return sites;
}

type Other = RouteAnswer<'startPull'>['others'][number];

async function followOther(
  session: Session,
  { connection: id, job, problem }: Other,
  connections: readonly ConnectionAnswer[],
): Promise<Site> {
  const found = connections.find((each) => each.id === id);
  const connection = { id, name: found?.name ?? id, mode: found?.mode ?? 'paused' };
  if (job === null) return { connection, problem };
  try {
    return { connection, ended: await followRun(session, job) };
  } catch (error) {
    return { connection, problem: toProblem(error) };
  }
}
