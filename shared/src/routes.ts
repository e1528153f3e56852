import {
  activityAnswer,
  clientAnswer,
  connectionAnswer,
  connectionChange,
  directoryRequest,
  entryAnswer,
  entryType,
  healthAnswer,
  helloAnswer,
  helloRequest,
  pairingCodeRequest,
  pairingAnswer,
  pairingRequest,
  rowStatus,
  userSource,
  savedAnswer,
  statusAnswer,
  statusRequest,
  testAnswer,
  testRequest,
  usersAnswer,
} from './api.ts';
import { applyRequest, jobAnswer, jobStarted, planAnswer, runRequest } from './api-run.ts';
import { z as zod } from 'zod';
import type { z } from 'zod';
import { count, flag, limit, moment, offset, text, words } from './query.ts';
import type { Route } from './route.ts';
import { alertRoutes } from './routes-alert.ts';
import { eventRoutes } from './routes-event.ts';
import { inboxRoutes } from './routes-inbox.ts';
import { leaverRoutes } from './routes-leaver.ts';
import { pullRoutes } from './routes-pull.ts';
import { reportRoutes } from './routes-report.ts';
import { scheduleRoutes } from './routes-schedule.ts';
import { scimRoutes } from './routes-scim.ts';
import { sessionRoutes } from './routes-session.ts';
import { settingRoutes } from './routes-setting.ts';
import { userRoutes } from './routes-user.ts';

const nothing = zod.object({});

/** Every route of the local API. A POST that only reads (`status`, `hello`) is a POST so that its Origin is sent. */
export const routes = {
  hello: {
    method: 'POST',
    path: '/v1/hello',
    role: 'none',
    summary: 'Is this the agent, and is it the one I paired with',
    body: helloRequest,
    answer: helloAnswer,
  },
  pair: {
    method: 'POST',
    path: '/v1/pairings',
    role: 'none',
    summary: 'Trade the one-time code for a token',
    body: pairingRequest,
    answer: pairingAnswer,
  },
  clients: {
    method: 'GET',
    path: '/v1/clients',
    role: 'owner',
    summary: 'Paired browsers',
    body: null,
    answer: zod.object({ clients: zod.array(clientAnswer) }),
  },
  revokeClient: {
    method: 'DELETE',
    path: '/v1/clients/{id}',
    role: 'viewer',
    summary: 'Revoke a pairing: `self`, or with the owner role anyone’s',
    body: null,
    answer: nothing,
  },
  pairingCode: {
    method: 'POST',
    path: '/v1/pairing-codes',
    role: 'owner',
    summary: 'Make a new one-time code, for a browser of the given role',
    body: pairingCodeRequest,
    answer: zod.object({ code: zod.string(), expires: zod.iso.datetime() }),
  },
  connections: {
    method: 'GET',
    path: '/v1/connections',
    role: 'viewer',
    summary: 'All connections',
    body: null,
    answer: zod.object({ connections: zod.array(connectionAnswer) }),
  },
  addConnection: {
    method: 'POST',
    path: '/v1/connections',
    role: 'owner',
    summary: 'A new connection with the given settings, in report mode',
    body: connectionChange,
    strict: true,
    answer: savedAnswer,
  },
  connection: {
    method: 'GET',
    path: '/v1/connections/{id}',
    role: 'viewer',
    summary: 'One connection',
    body: null,
    answer: connectionAnswer,
  },
  changeConnection: {
    method: 'PUT',
    path: '/v1/connections/{id}',
    role: 'owner',
    summary: 'Change settings',
    body: connectionChange,
    strict: true,
    answer: savedAnswer,
  },
  removeConnection: {
    method: 'DELETE',
    path: '/v1/connections/{id}',
    role: 'owner',
    summary: 'Forget a connection, its links and its credentials',
    body: null,
    answer: nothing,
  },
  connectSide: {
    method: 'PUT',
    path: '/v1/connections/{id}/{side}',
    role: 'owner',
    summary: 'Connect the CMS or the Okta org',
    body: directoryRequest,
    answer: connectionAnswer,
  },
  test: {
    method: 'POST',
    path: '/v1/connections/{id}/test',
    role: 'operator',
    summary: 'Save-and-test: check both sides, list a test user’s attributes',
    body: testRequest,
    answer: testAnswer,
  },
  kinds: {
    method: 'GET',
    path: '/v1/kinds',
    role: 'viewer',
    summary: 'Kinds of directories and what their sign-in needs',
    body: null,
    answer: zod.object({
      kinds: zod.array(
        zod.object({
          kind: zod.string(),
          label: zod.string(),
          side: zod.enum(['cms', 'okta']),
          auth: zod.array(
            zod.object({
              name: zod.string(),
              label: zod.string(),
              fields: zod.array(
                zod.object({
                  name: zod.string(),
                  label: zod.string(),
                  help: zod.string(),
                  secret: zod.boolean(),
                  required: zod.boolean(),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  },
  status: {
    method: 'POST',
    path: '/v1/status',
    role: 'viewer',
    summary: 'Badges for the accounts on a page, from the store alone',
    body: statusRequest,
    answer: statusAnswer,
  },
  users: {
    method: 'GET',
    path: '/v1/connections/{id}/users',
    role: 'viewer',
    summary: 'Accounts of the CMS with their status; ?q= ?status= ?source= ?counts= ?offset= ?limit=',
    query: zod.object({
      q: text,
      status: words(rowStatus.shape.status.options),
      source: words(userSource.options),
      counts: flag,
      offset,
      limit: limit(50, 500),
    }),
    body: null,
    answer: usersAnswer,
  },
  run: {
    method: 'POST',
    path: '/v1/runs',
    role: 'operator',
    summary: 'Start a run: plan only, or plan and apply',
    body: runRequest,
    strict: true,
    answer: jobStarted,
  },
  jobs: {
    method: 'GET',
    path: '/v1/jobs',
    role: 'viewer',
    summary: 'Latest runs, newest first; ?connection=',
    query: zod.object({ connection: text }),
    body: null,
    answer: zod.object({ jobs: zod.array(jobAnswer) }),
  },
  job: {
    method: 'GET',
    path: '/v1/jobs/{id}',
    role: 'viewer',
    summary: 'Progress and results; ?after=SEQ',
    query: zod.object({ after: count }),
    body: null,
    answer: jobAnswer,
  },
  cancelJob: {
    method: 'POST',
    path: '/v1/jobs/{id}/cancel',
    role: 'operator',
    summary: 'Stop after the current item',
    body: nothing,
    answer: nothing,
  },
  resumeJob: {
    method: 'POST',
    path: '/v1/jobs/{id}/resume',
    role: 'operator',
    summary: 'Go on with the rest of a stopped run',
    body: nothing,
    answer: jobStarted,
  },
  plan: {
    method: 'GET',
    path: '/v1/plans/{id}',
    role: 'viewer',
    summary: 'A saved plan; ?after=SEQ',
    query: zod.object({ after: count, asidesAfter: count }),
    body: null,
    answer: planAnswer,
  },
  applyPlan: {
    method: 'POST',
    path: '/v1/plans/{id}/apply',
    role: 'operator',
    summary: 'Apply exactly this plan',
    body: applyRequest,
    answer: jobStarted,
  },
  activity: {
    method: 'GET',
    path: '/v1/activity',
    role: 'viewer',
    summary:
      'What happened, newest first; ?user= ?type= ?outcome= ?since= ?connection= ?job= ?limit= ?after= ?values= ?verify=',
    query: zod.object({
      user: text,
      type: words(entryType.options),
      outcome: entryAnswer.shape.outcome.optional(),
      since: moment,
      connection: text,
      job: text,
      limit: limit(100, 1000),
      after: text,
      values: flag,
      verify: flag,
    }),
    body: null,
    answer: activityAnswer,
  },
  health: {
    method: 'GET',
    path: '/v1/health',
    role: 'viewer',
    summary: 'Agent, store, connections and clock, each line with a fix',
    body: null,
    answer: healthAnswer,
  },
  openapi: {
    method: 'GET',
    path: '/v1/openapi.json',
    role: 'viewer',
    summary: 'This table as OpenAPI',
    body: null,
    answer: zod.json(),
  },
  ...userRoutes,
  ...reportRoutes,
  ...leaverRoutes,
  ...inboxRoutes,
  ...scheduleRoutes,
  ...settingRoutes,
  ...eventRoutes,
  ...scimRoutes,
  ...pullRoutes,
  ...alertRoutes,
  ...sessionRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export type RouteBody<N extends RouteName> = (typeof routes)[N]['body'] extends z.ZodType
  ? z.input<(typeof routes)[N]['body']>
  : undefined;
export type RouteAnswer<N extends RouteName> = z.infer<(typeof routes)[N]['answer']>;
