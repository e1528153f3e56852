import type { NewTokenAnswer, ScimAnswer } from '@rollcall/shared/api-scim';
import type { ComponentChildren } from 'preact';

import { list, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import type { GuideStep } from './guide-model.ts';

/** As Okta's catalogue and its form spell them, in every language. */
const catalogueApp = 'SCIM 2.0 Test App (OAuth Bearer Token)';
const urlField = 'SCIM 2.0 Base Url';
const tokenField = 'OAuth Bearer Token';

interface StepTextProps extends Pick<PageProps, 'connection'> {
  step: GuideStep;
  /** Its place, as it is written. */
  number: string;
  state: ScimAnswer;
  /** A token whose text is still at hand. */
  made: NewTokenAnswer | null;
}

/** What is to be done in one step, and what is pasted there. */
export function StepText(props: StepTextProps) {
  return (
    <div class="stack">
      <h3>
        {props.number}. {t(`scim.guide.${props.step}.title`)}
      </h3>
      {texts[props.step](props)}
    </div>
  );
}

const texts: Record<GuideStep, (props: StepTextProps) => ComponentChildren> = {
  on: ({ connection }) => (
    <Way href={addressOf(connection.id, 'scim', ['settings'])} word={t('scim.view.settings')}>
      {t('scim.guide.on.text')}
    </Way>
  ),
  address: ({ connection }) => (
    <Way href={addressOf(connection.id, 'scim', ['settings'])} word={t('scim.view.settings')}>
      {t('scim.guide.address.text')}
    </Way>
  ),
  token: ({ connection }) => (
    <Way href={addressOf(connection.id, 'scim')} word={t('scim.view.tokens')}>
      {t('scim.guide.token.text')}
    </Way>
  ),
  app: () => (
    <>
      <Lines
        lines={[
          t('scim.guide.app.browse'),
          t('scim.guide.app.add'),
          t('scim.guide.app.label'),
          t('scim.guide.app.end'),
        ]}
      />
      <CopyField label={t('scim.guide.app.name')} value={catalogueApp} />
    </>
  ),
  integration: ({ state, made }) => (
    <>
      <Lines
        lines={[
          t('scim.guide.integration.open'),
          t('scim.guide.integration.enable'),
          t('scim.guide.integration.paste'),
          t('scim.guide.integration.groups'),
          t('scim.guide.integration.test'),
        ]}
      />
      <CopyField label={urlField} value={state.baseUrl ?? state.path} />
      {made === null ? (
        <p class="small muted">{t('scim.guide.integration.token')}</p>
      ) : (
        <CopyField label={tokenField} value={made.text} />
      )}
    </>
  ),
  toApp: ({ connection }) => (
    <>
      <Lines lines={[t('scim.guide.toApp.open'), t('scim.guide.toApp.tick'), t('scim.guide.toApp.save')]} />
      <p class="small muted">{t('scim.guide.toApp.here', [ticksIn(connection)])}</p>
    </>
  ),
  assign: () => (
    <>
      <Lines lines={[t('scim.guide.assign.people'), t('scim.guide.assign.groups'), t('scim.guide.assign.save')]} />
      <p class="small muted">{t('scim.guide.assign.who')}</p>
    </>
  ),
  push: ({ connection }) => (
    <>
      <Lines lines={[t('scim.guide.push.open'), t('scim.guide.push.find'), t('scim.guide.push.save')]} />
      <Way href={addressOf(connection.id, 'groups')} word={t('setting.groups.title')}>
        {t('scim.guide.push.other')}
      </Way>
    </>
  ),
};

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ol class="numbered">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ol>
  );
}

/** A text, and the place in the console where it is done. */
function Way({ href, word, children }: { href: string; word: string; children: ComponentChildren }) {
  return (
    <>
      <p>{children}</p>
      <span>
        <LinkButton small href={href}>
          {word}
        </LinkButton>
      </span>
    </>
  );
}

/** Okta's own names of the ticks that this connection lets through. */
function ticksIn({ methods, scim }: PageProps['connection']): string {
  const { operations } = methods.scim;
  const names = [
    ...(operations.includes('create') ? ['Create Users'] : []),
    ...(operations.includes('update') ? ['Update User Attributes'] : []),
    ...(operations.includes('deactivate') ? ['Deactivate Users'] : []),
    ...(scim.syncPassword ? ['Sync Password'] : []),
  ];
  return names.length === 0 ? t('scim.state.nothing') : list(names);
}
