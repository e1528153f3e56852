import { useEffect, useRef, useState } from 'preact/hooks';

import { send } from '../../send.ts';
import { t } from '../../words.ts';
import { Field } from '../parts/field.tsx';
import { Select } from '../parts/select.tsx';
import { Level } from './level.tsx';
import { isStored, SignInForm } from './sign-in-form.tsx';
import type { SignInProps } from './sign-in-props.ts';
import { ResultBanner, TestResult } from './test-result.tsx';
import { useSideTest } from './use-side-test.ts';

const ways = ['session', 'basic', 'bearer', 'browser'] as const;

interface Draft {
  url: string;
  way: (typeof ways)[number];
  user: string;
  /** The password or the token: held until it is sent, then forgotten. */
  secret: string;
}

/** The CMS, Rollcall's account on it, and what that account may do. */
export function SiteSignIn({ connection, role, onChanged, onTested }: SignInProps) {
  const { cms } = connection;
  const [draft, setDraft] = useState<Draft>({
    url: cms?.url ?? '',
    way: ways.find((way) => way === cms?.auth) ?? 'session',
    user: cms?.account ?? '',
    secret: '',
  });
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => {
    if (cms !== null) return;
    void send('sites', {}).then((reply) => {
      const site = reply.ok ? reply.value[0] : undefined;
      if (site) setDraft((before) => (before.url === '' ? { ...before, url: site.origin } : before));
    });
  }, [cms]);
  const test = useSideTest(connection, 'cms', { onChanged, onTested });
  const result = useRef<HTMLElement>(null);
  const isKept = isStored(cms, draft);
  const saveAndTest = async (): Promise<void> => {
    const { url, way, user, secret } = draft;
    const values: Record<string, string> =
      way === 'browser' ? {} : way === 'bearer' ? { token: secret } : { user, password: secret };
    const request = isKept && secret === '' ? null : { kind: 'drupal', url: url.trim(), auth: way, values };
    change({ secret: '' });
    await test.start(request, '');
  };
  const lacking = role === 'owner' ? missing(draft, isKept) : t('wizard.ownerOnly');
  return (
    <>
      <ResultBanner test={test} onCause={() => result.current?.focus()} />
      <SignInForm test={test} lacking={lacking} onStart={() => void saveAndTest()}>
        <SiteFields {...{ draft, change, isKept }} />
      </SignInForm>
      <TestResult test={test} forward={result} testUser="" />
      {test.side !== null && <Level check={test.side} onAgain={() => void test.start(null, '')} />}
    </>
  );
}

interface FieldsProps {
  draft: Draft;
  change(part: Partial<Draft>): void;
  isKept: boolean;
}

function SiteFields({ draft, change, isKept }: FieldsProps) {
  const hint = isKept ? t('wizard.kept') : t('wizard.site.secretHint');
  return (
    <>
      <Field
        label={t('wizard.site.url')}
        hint={t('wizard.site.urlHint')}
        type="url"
        value={draft.url}
        onInput={(url) => change({ url })}
      />
      <Select
        label={t('wizard.site.way')}
        value={draft.way}
        options={ways.map((value) => ({ value, word: t(`wizard.site.${value}`) }))}
        onChange={(way) => change({ way, secret: '' })}
      />
      {draft.way === 'browser' && <p class="hint">{t('wizard.site.browserHint')}</p>}
      {(draft.way === 'session' || draft.way === 'basic') && (
        <Field
          label={t('wizard.site.user')}
          hint={t('wizard.site.userHint')}
          value={draft.user}
          onInput={(user) => change({ user })}
        />
      )}
      {draft.way !== 'browser' && (
        <Field
          label={draft.way === 'bearer' ? t('wizard.site.token') : t('wizard.site.password')}
          hint={hint}
          type="password"
          value={draft.secret}
          onInput={(secret) => change({ secret })}
        />
      )}
    </>
  );
}

function missing({ url, way, user, secret }: Draft, isKept: boolean): string | null {
  if (url.trim() === '') return t('wizard.site.urlNeeded');
  if (way === 'browser') return null;
  if (way !== 'bearer' && user.trim() === '') return t('wizard.site.userNeeded');
  return secret !== '' || isKept ? null : t('wizard.site.secretNeeded');
}
