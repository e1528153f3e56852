import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { detectPage } from '../pages/kinds.ts';
import { backgroundOf, load, type Answers } from '../testing/page-world.ts';
import { createForm, drupalHtml } from '../testing/user-html.ts';
import { mountPassword, passwordOf } from './password.tsx';

let stop: AbortController;
beforeEach(() => void (stop = new AbortController()));
afterEach(() => {
  stop.abort();
  document.documentElement.innerHTML = '';
});

const rules = [
  { id: 'minLength' as const, count: 8, attribute: null },
  { id: 'login' as const, count: null, attribute: null },
];

async function mount(passwordRules: NonNullable<Answers['passwordRules']>) {
  const html = drupalHtml({ currentPath: 'admin/people/create', form: createForm });
  document.body.innerHTML = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
  const background = backgroundOf({ passwordRules });
  const detected = detectPage(document);
  const form = document.querySelector('form');
  if (detected === null || form === null) throw new Error('no form in the page');
  const parts = { document, css: '', send: background.send, load, signal: stop.signal, leave: () => stop.abort() };
  await mountPassword(detected.page, parts);
  return { ...background, form };
}

function type(name: string, value: string): void {
  const input = document.querySelector<HTMLInputElement>(`input[name="pass[${name}]"]`);
  if (input === null) throw new Error(`no ${name}`);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

const note = () => document.querySelector('rollcall-mark')?.shadowRoot?.textContent ?? '';

describe('a password that is handed on', () => {
  it('is looked at in the page alone, and the rules that it breaks are named', async () => {
    const { asked } = await mount(() => ({ asked: true, rules }));
    expect(note()).toContain('Okta gets the same password');
    type('pass1', 'new.one');
    await vi.waitFor(() => expect(note()).toContain('Okta would refuse this password.'));
    expect(note()).toContain('at least 8 characters');
    type('pass1', 'Harbour-Lights-42');
    await vi.waitFor(() => expect(note()).not.toContain('refuse'));
    expect(asked.map(({ name }) => name)).toEqual(['passwordRules']);
  });

  it('is given for the form only when both inputs agree', async () => {
    const { form } = await mount(() => ({ asked: true, rules }));
    expect(passwordOf(form)).toBeNull();
    type('pass1', 'Harbour-Lights-42');
    type('pass2', 'Harbour-Lights-4');
    expect(passwordOf(form)).toBeNull();
    type('pass2', 'Harbour-Lights-42');
    expect(passwordOf(form)).toBe('Harbour-Lights-42');
    stop.abort();
    expect(passwordOf(form)).toBeNull();
  });

  it('is never given where the site hands none on', async () => {
    const { form } = await mount(() => ({ asked: false, rules: null }));
    type('pass1', 'Harbour-Lights-42');
    type('pass2', 'Harbour-Lights-42');
    expect(passwordOf(form)).toBeNull();
    expect(document.querySelector('rollcall-mark')).toBeNull();
  });
});
