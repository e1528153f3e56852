import { brokenRules, type PasswordRule } from '@rollcall/shared/password-policy';
import { render } from 'preact';

import { Icon } from '../components/icon.tsx';
import type { PasswordInputs } from '../pages/form.ts';
import type { SitePage } from '../pages/page.ts';
import { createHost, markTag } from '../people/host.ts';
import type { MountParts } from '../people/mount.tsx';
import { removeHost } from '../people/row-hosts.ts';
import { schemeBehind } from '../theme.ts';
import { language, list, number, t } from '../words.ts';

/** Forms whose password this site hands on to Okta. */
const handedOn = new WeakMap<HTMLFormElement, PasswordInputs>();

/** The new password in a form, where this site hands passwords on and both inputs agree; else null. */
export function passwordOf(form: HTMLFormElement): string | null {
  const inputs = handedOn.get(form);
  if (inputs === undefined) return null;
  const { first, second } = inputs;
  return first.value !== '' && first.value === second.value ? first.value : null;
}

/**
 * Says under a form's password that Okta gets the same one, and which of the org's rules it breaks. Looked at here alone:
 * the password leaves the page only when the form is sent.
 */
export async function mountPassword(page: SitePage, { document, css, send, signal }: MountParts): Promise<void> {
  const inputs = page.forms.passwordInputs();
  const reply = await send('passwordRules', { basePath: page.basePath });
  if (inputs === null || signal.aborted || !reply.ok || !reply.value.asked) return;
  const rules = reply.value.rules ?? [];
  handedOn.set(inputs.form, inputs);
  const host = createHost(document, markTag, css, language());
  inputs.second.after(host.element);
  host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? document.body);
  const draw = (): void => render(<PasswordNote {...{ inputs, rules }} />, host.root);
  draw();
  for (const input of [inputs.first, inputs.second]) input.addEventListener('input', draw, { signal });
  signal.addEventListener('abort', () => {
    handedOn.delete(inputs.form);
    removeHost(host);
  });
}

function brokenOf(rules: PasswordRule[], { first, logins }: PasswordInputs): PasswordRule[] {
  if (first.value === '') return [];
  const policy = { name: '', rules };
  const broken = logins().flatMap((login) => brokenRules(policy, first.value, { login, attributes: {} }));
  return rules.filter((rule) => broken.includes(rule));
}

function PasswordNote({ inputs, rules }: { inputs: PasswordInputs; rules: PasswordRule[] }) {
  const broken = brokenOf(rules, inputs);
  const isBroken = broken.length > 0;
  const shown = isBroken ? broken : rules;
  const text = isBroken ? 'password.broken' : inputs.forNew ? 'password.handedOn' : 'password.handedOnEdit';
  return (
    <span class="rc lock" role="status">
      <Icon name={isBroken ? 'risk' : 'key'} tone={isBroken ? 'bad' : 'idle'} />
      <span>
        {t(text)} {shown.length > 0 && t('password.asks', [list(shown.map(ruleText))])}
      </span>
    </span>
  );
}

function ruleText({ id, count, attribute }: PasswordRule): string {
  const times = count ?? 1;
  if (id === 'attribute') return t('password.attribute', [attribute ?? '']);
  if (id === 'login' || id === 'common') return t(`password.${id}`);
  return t(`password.${id}`, times, [number(times)]);
}
