import type { ScimAnswer } from '@rollcall/shared/api-scim';
import type { TrafficEntry, TrafficRow } from '@rollcall/shared/api-traffic';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { answerRoutes, problemOf } from '../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../testing/connection.ts';
import { scimStateOf, tokenOf } from '../../testing/scim.ts';
import type { PageProps } from '../page.ts';
import { ScimPage } from './scim-page.tsx';

const at = '2026-01-15T10:00:00.000Z';
const { methods, scim } = connectionAnswerOf();
const ready = connectionAnswerOf({
  direction: 'oktaToCms',
  methods: { ...methods, scim: { on: true, operations: ['read', 'create'] } },
  scim: { ...scim, publicUrl: 'https://scim.harbor.example' },
});
const refused: TrafficRow = {
  id: '7',
  at,
  token: 't1',
  method: 'PUT',
  path: '/Users/u-1',
  status: 403,
  ms: 9.4,
  userAgent: 'Okta SCIM Client 1.0.0',
  detail: 'Ines Okafor is protected. Nothing was changed',
  plan: null,
};
const entry: TrafficEntry = {
  ...refused,
  request: { headers: [['Authorization', 'Bearer hidden']], body: { userName: 'mail, 27', title: 'hidden costs' } },
  answer: { headers: [], body: null },
  curl: 'curl -X PUT …',
  next: 'Give another person the role.',
  replay: 'redacted',
};
const traffic = { rows: [refused], counts: { all: 1, writes: 1, failed: 1 }, more: true, keptDays: 7 };

async function show(change: Partial<PageProps> = {}): Promise<void> {
  const props: PageProps = {
    connection: ready,
    rest: [],
    query: new URLSearchParams(),
    role: 'owner',
    onChanged: () => undefined,
    ...change,
  };
  await act(() => render(<ScimPage {...props} />, document.body));
  await settle();
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
}
const text = () => document.body.textContent ?? '';
const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent) === name,
  );
const press = async (name: string): Promise<void> => {
  await act(() => named(name)?.click());
  await settle();
};
const state = (change: Partial<ScimAnswer> = {}) => ({ scimState: scimStateOf({ on: true, ...change }) });

beforeEach(() => {
  render(null, document.body);
  location.hash = '';
});

describe('every view', () => {
  it.each(['tokens', 'traffic', 'guide'])(
    'says why it can’t be read, with a next step and no raw code: %s',
    async (view) => {
      answerRoutes({});
      await show({ rest: [view] });
      expect(text()).toContain('Not found.');
      expect(text()).not.toContain('not_found');
      expect(document.querySelectorAll('h1')).toHaveLength(1);
    },
  );
});

describe('tokens', () => {
  it('can be changed by an owner only, and the others are told', async () => {
    answerRoutes(state({ tokens: [tokenOf()] }));
    await show({ role: 'operator' });
    for (const name of ['Generate token…', 'Set inactive…: Okta', 'Renew… Okta', 'Remove… Okta']) {
      expect(named(name)?.title).toMatch(/paired as operator/);
    }
    expect(named('Check now')?.getAttribute('aria-disabled')).toBeNull();
  });

  it('tell what ends at once before one that Okta uses is renewed, and the way without a gap', async () => {
    const agent = answerRoutes(state({ tokens: [tokenOf({ seenOkta: true, lastUsed: at })] }));
    await show();
    await press('Renew… Okta');
    const dialog = document.querySelector('dialog');
    expect(dialog?.textContent).toContain('The present one ends at once.');
    expect(dialog?.textContent).toContain('generate a second token instead');
    expect(agent.to('renewToken')).toEqual([]);
  });

  it('show a renewed text once, and tell that the port did not follow', async () => {
    const token = tokenOf({ label: 'Okta' });
    const problem = problemOf({ code: 'locked', title: 'Port taken', detail: 'Port 21480 is taken.' });
    answerRoutes({ ...state({ tokens: [token] }), renewToken: { token, text: 'scim_secret', problem } });
    await show();
    await press('Renew… Okta');
    await press('Renew');
    expect(text()).toContain('scim_secret');
    expect(text()).toContain('Port 21480 is taken.');
    await press('Remove… Okta');
    expect(text()).toContain('This can’t be taken back.');
  });

  it('can be taken along to the guide while their text is at hand', async () => {
    const token = tokenOf();
    answerRoutes({ ...state({ tokens: [token] }), renewToken: { token, text: 'scim_secret', problem: null } });
    await show();
    await press('Renew… Okta');
    await press('Renew');
    await show({ rest: ['guide'] });
    expect(named('Copy OAuth Bearer Token')).toBeDefined();
    expect(text()).toContain('scim_secret');
    await show();
    await act(() => document.querySelector<HTMLInputElement>('main input, input[type=checkbox]')?.click());
    await press('Hide it for good');
    await show({ rest: ['guide'] });
    expect(text()).not.toContain('scim_secret');
  });

  it('say how far the way to the agent is open', async () => {
    const reach = { at, url: 'https://scim.harbor.example', ok: true, problem: null };
    answerRoutes(state({ reach, tokens: [tokenOf()] }));
    await show();
    expect(text()).toMatch(/Reached from outside .+ over https\./);
    expect(document.querySelector('.banner')).toBeNull();
  });

  it('say that the address is none yet where nothing listens', async () => {
    const before = { ...ready, scim };
    answerRoutes(state({ address: null, baseUrl: null }));
    await show({ connection: before });
    expect(text()).toContain('/c1/scim/v2');
    expect(text()).toContain('Only the path is known');
    expect(named('Check now')?.title).toContain('Enter a public address');
  });
});

describe('traffic', () => {
  it('tells an empty record from one that is only narrowed', async () => {
    const none = { ...traffic, rows: [], counts: { all: 0, writes: 0, failed: 0 }, more: false };
    answerRoutes({ ...state(), traffic: none });
    await show({ rest: ['traffic'] });
    expect(text()).toContain('What Okta asks and is answered appears here');
    await show({ rest: ['traffic'], query: new URLSearchParams('kind=failed') });
    expect(text()).toContain('No such request is kept.');
  });

  it('leads to older requests, and keeps the filter on the way to one', async () => {
    const agent = answerRoutes({ ...state(), traffic });
    await show({ rest: ['traffic'], query: new URLSearchParams('kind=failed') });
    expect(agent.to('traffic')[0]?.query).toEqual({ kind: 'failed', limit: 50 });
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(links).toContain('#/c1/scim/traffic/7?kind=failed');
    expect(links).toContain('#/c1/scim/traffic?kind=failed&before=7');
  });

  it('shows one request with its next step, and boxes what was taken out and nothing else', async () => {
    answerRoutes({ ...state(), traffic, trafficEntry: entry });
    await show({ rest: ['traffic', '7'] });
    expect(text()).toContain('Ines Okafor is protected. Nothing was changed. Give another person the role.');
    const boxes = [...document.querySelectorAll('.redact')].map((box) => box.textContent);
    expect(boxes).toEqual(['hidden', 'mail, 27']);
    expect(text()).toContain('Personal values were removed since');
  });

  it('opens the plan of a whole replay, and tells first what a replay had to leave out', async () => {
    const replay = { plan: 'P-0001', job: null, problem: null, skipped: ['userName'] };
    let skipped = replay.skipped;
    answerRoutes({ ...state(), traffic, trafficEntry: entry, replayTraffic: () => ({ ...replay, skipped }) });
    await show({ rest: ['traffic', '7'] });
    await press('Replay as dry run');
    expect(text()).toContain('Values that are not known any more were left out: userName.');
    expect(location.hash).toBe('');
    skipped = [];
    await press('Replay as dry run');
    expect(location.hash).toBe('#/c1/run/P-0001');
  });

  it('is not replayed by who may only look', async () => {
    answerRoutes({ ...state(), traffic, trafficEntry: entry });
    await show({ rest: ['traffic', '7'], role: 'viewer' });
    expect(named('Replay as dry run')?.title).toContain('may only look');
  });
});

describe('settings', () => {
  it('keep what is wrong at its field, and save nothing of it', async () => {
    answerRoutes({});
    const custom = [{ name: '9lives', title: '' }];
    await show({ rest: ['settings'], connection: { ...ready, scim: { ...ready.scim, custom } } });
    expect(text()).toContain('Begin with a letter');
    expect(text()).toContain('fails where Okta doesn’t send it');
    expect(named('Save')?.getAttribute('aria-disabled')).toBe('true');
  });
});
