import { useRef, useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { Field } from '../parts/field.tsx';
import { Radios } from '../parts/radio.tsx';
import { AdminRequest } from './admin-request.tsx';
import { Attributes } from './attributes.tsx';
import { ServiceAppSteps, TokenSteps } from './okta-steps.tsx';
import { isStored, SignInForm } from './sign-in-form.tsx';
import type { SignInProps } from './sign-in-props.ts';
import { ResultBanner, TestResult } from './test-result.tsx';
import { useSideTest } from './use-side-test.ts';

type Way = 'token' | 'serviceApp';

interface Draft {
  url: string;
  way: Way;
  clientId: string;
  keyId: string;
  user: string;
  /** The token or the private key: held until it is sent, then forgotten. */
  secret: string;
}

/** The Okta org, its sign-in, and a test that shows what comes from it. */
export function OktaSignIn({ connection, role, onChanged, onTested }: SignInProps) {
  const { okta } = connection;
  const [draft, setDraft] = useState<Draft>({
    url: okta?.url ?? '',
    way: okta === null || okta.auth === 'serviceApp' ? 'serviceApp' : 'token',
    clientId: okta?.auth === 'serviceApp' ? (okta.account ?? '') : '',
    keyId: '',
    user: '',
    secret: '',
  });
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const test = useSideTest(connection, 'okta', { onChanged, onTested });
  const result = useRef<HTMLElement>(null);
  const isKept = isStored(okta, draft);
  const saveAndTest = async (): Promise<void> => {
    const { url, way, user, clientId, keyId, secret } = draft;
    const values: Record<string, string> =
      way === 'token' ? { token: secret } : { clientId, privateKey: secret, ...(keyId === '' ? {} : { keyId }) };
    const request = isKept && secret === '' ? null : { kind: 'okta', url: url.trim(), auth: way, values };
    change({ secret: '' });
    await test.start(request, user.trim());
  };
  const lacking = role === 'owner' ? missing(draft, isKept) : t('wizard.ownerOnly');
  return (
    <>
      <ResultBanner test={test} onCause={() => result.current?.focus()} />
      <SignInForm test={test} lacking={lacking} onStart={() => void saveAndTest()}>
        <OktaFields {...{ draft, change, isKept }} refused={test.side?.problem?.code === 'bad_credentials'} />
      </SignInForm>
      <AdminRequest way={draft.way} url={draft.url} />
      <TestResult test={test} forward={result} testUser={draft.user.trim()} />
      {test.user !== null && <Attributes user={test.user} />}
    </>
  );
}

interface FieldsProps {
  draft: Draft;
  change(part: Partial<Draft>): void;
  /** A credential for this address is stored already; an empty field tests that one. */
  isKept: boolean;
  /** The last test was refused for the credential. */
  refused: boolean;
}

function OktaFields(props: FieldsProps) {
  const { draft, change } = props;
  return (
    <>
      <Field
        label={t('wizard.okta.url')}
        hint={t('wizard.okta.urlHint')}
        type="url"
        value={draft.url}
        onInput={(url) => change({ url })}
      />
      <Radios
        legend={t('wizard.okta.way')}
        name="way"
        value={draft.way}
        options={[
          { value: 'serviceApp', words: t('wizard.okta.serviceApp'), note: t('wizard.okta.serviceAppNote') },
          { value: 'token', words: t('wizard.okta.token'), note: t('wizard.okta.tokenNote') },
        ]}
        onChange={(way) => change({ way, secret: '' })}
      />
      <Credential {...props} />
      <Field
        label={t('wizard.okta.user')}
        hint={t('wizard.okta.userHint')}
        type="email"
        value={draft.user}
        onInput={(user) => change({ user })}
      />
    </>
  );
}

function Credential({ draft, change, isKept, refused }: FieldsProps) {
  const kept = isKept ? t('wizard.kept') : null;
  const error = refused && draft.secret === '' ? t('wizard.okta.refused') : null;
  if (draft.way === 'token')
    return (
      <>
        <TokenSteps />
        <Field
          label={t('wizard.okta.token')}
          hint={kept ?? t('wizard.okta.tokenHint')}
          type="password"
          error={error}
          value={draft.secret}
          onInput={(secret) => change({ secret })}
        />
      </>
    );
  return (
    <>
      <ServiceAppSteps />
      <Field
        label={t('wizard.okta.clientId')}
        value={draft.clientId}
        onInput={(clientId) => change({ clientId: clientId.trim() })}
      />
      <Field
        label={t('wizard.okta.privateKey')}
        hint={kept ?? t('wizard.okta.privateKeyHint')}
        rows={5}
        error={error}
        value={draft.secret}
        onInput={(secret) => change({ secret })}
      />
      <Field
        label={t('wizard.okta.keyId')}
        hint={t('wizard.okta.keyIdHint')}
        value={draft.keyId}
        onInput={(keyId) => change({ keyId: keyId.trim() })}
      />
    </>
  );
}

function missing({ url, way, clientId, secret }: Draft, isKept: boolean): string | null {
  if (url.trim() === '') return t('wizard.okta.urlNeeded');
  if (way === 'serviceApp' && clientId === '') return t('wizard.okta.clientIdNeeded');
  if (secret.trim() !== '' || isKept) return null;
  return way === 'token' ? t('wizard.okta.tokenNeeded') : t('wizard.okta.privateKeyNeeded');
}
