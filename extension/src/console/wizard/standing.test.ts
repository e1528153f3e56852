import type { ConnectionAnswer } from '@rollcall/shared/api';
import { beforeEach, describe, expect, it } from 'vitest';

import { connectionAnswerOf } from '../../testing/connection.ts';
import { forgetStep, furthestStep, isSetUp, isStepDone, rememberStep, resumeAt } from './standing.ts';

const side = (identity: string | null): NonNullable<ConnectionAnswer['cms']> => ({
  id: 'd1',
  kind: 'okta',
  url: 'https://harbor.okta.example',
  auth: 'token',
  secretRef: 'directory/c1/d1',
  account: null,
  identity,
  options: {},
});
const rule: ConnectionAnswer['mapping'][number] = {
  cms: 'mail',
  okta: 'login',
  toOkta: null,
  toCms: null,
  owner: 'cms',
  apply: 'always',
  sensitive: false,
};

beforeEach(() => localStorage.clear());

describe('the set-up', () => {
  it('opens each step by what the one before it made', () => {
    const furthest = (change: Partial<ConnectionAnswer>) => furthestStep(connectionAnswerOf(change), true);
    expect(furthestStep(null, false)).toBe('connect');
    expect(furthestStep(null, true)).toBe('direction');
    expect(furthest({})).toBe('okta');
    expect(furthest({ okta: side(null) })).toBe('okta');
    expect(furthest({ okta: side('org') })).toBe('site');
    expect(furthest({ okta: side('org'), cms: side('site') })).toBe('report');
  });

  it('is done with the mapping that a passed test of both sides makes', () => {
    const tested = { okta: side('org'), cms: side('site') };
    expect(isSetUp(connectionAnswerOf(tested))).toBe(false);
    expect(isSetUp(connectionAnswerOf({ ...tested, mapping: [rule] }))).toBe(true);
  });

  it('marks the methods done only once a person went on from them', () => {
    const connection = connectionAnswerOf({ okta: side('org') });
    const done = (current: 'methods' | 'site') => isStepDone('methods', { connection, isPaired: true, current });
    expect([done('methods'), done('site')]).toEqual([false, true]);
  });

  it('goes on where it was left, as far as that can be opened', () => {
    rememberStep('c1', 'methods');
    expect(resumeAt('c1', 'site')).toBe('methods');
    expect(resumeAt('c1', 'okta')).toBe('okta');
    forgetStep('c1');
    expect(resumeAt('c1', 'site')).toBe('site');
  });
});
