import { t } from '../../words.ts';
import { Disclosure } from '../parts/disclosure.tsx';

/** Where in Okta's Admin Console a token is made. */
export function TokenSteps() {
  return (
    <Disclosure summary={t('wizard.okta.howToken')}>
      <ol class="numbered">
        <li>{t('wizard.okta.tokenStep1')}</li>
        <li>
          {t('wizard.okta.tokenStep2')} <b>Security › API › Tokens</b>
        </li>
        <li>
          <b>Create token</b>. {t('wizard.okta.tokenStep3')}
        </li>
        <li>{t('wizard.okta.tokenStep4')}</li>
        <li>{t('wizard.okta.tokenStep5')}</li>
      </ol>
    </Disclosure>
  );
}

/** How a service app, its key, its scopes and its role are made in Okta's Admin Console. */
export function ServiceAppSteps() {
  return (
    <Disclosure summary={t('wizard.okta.howApp')}>
      <ol class="numbered">
        <li>
          <b>Applications › Applications › Create App Integration › API Services</b>. {t('wizard.okta.appStep1')}
        </li>
        <li>
          {t('wizard.okta.appStep2')} <b>Client Credentials › Edit › Public key / Private key</b>
        </li>
        <li>
          <b>Add key › Generate new key › PEM</b>. {t('wizard.okta.appStep3')}
        </li>
        <li>
          <b>Okta API Scopes</b>: {t('wizard.okta.appStep4')} <code>okta.users.manage</code>,{' '}
          <code>okta.groups.read</code>, <code>okta.schemas.read</code>
        </li>
        <li>
          <b>Admin roles › Edit assignments</b>: {t('wizard.okta.appStep5')}
        </li>
        <li>{t('wizard.okta.appStep6')}</li>
      </ol>
    </Disclosure>
  );
}
