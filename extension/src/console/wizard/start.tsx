import { t } from '../../words.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { setupStep } from '../shell/address.ts';
import { isPaired, type KnownAgent } from '../shell/use-agent.ts';
import { isSetUp, steps } from './standing.ts';

/** Before the first step: what comes, and one button. Connections whose set-up was left are offered too. */
export function Start({ known }: { known: KnownAgent }) {
  const begun = known.connections?.filter((connection) => !isSetUp(connection)) ?? [];
  const first = isPaired(known.agent) ? 'direction' : 'connect';
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('wizard.start.title')}</h1>
      </div>
      <p class="measure">{t('wizard.start.text')}</p>
      <ol class="numbered" start={0}>
        {steps.map((step) => (
          <li key={step}>
            <b>{t(`wizard.step.${step}`)}</b>: {t(`wizard.about.${step}`)}
          </li>
        ))}
      </ol>
      <p class="hint measure">{t('wizard.start.reads')}</p>
      <p>
        <LinkButton primary={begun.length === 0} href={setupStep(null, first)}>
          {t('wizard.start.button')}
        </LinkButton>
      </p>
      {begun.length > 0 && (
        <section aria-labelledby="begun">
          <h2 id="begun">{t('wizard.start.begun')}</h2>
          <ul class="lines">
            {begun.map(({ id, name }) => (
              <li key={id}>
                <b class="grow">{name}</b>
                <LinkButton small primary href={setupStep(id, '')} label={t('wizard.start.goOnWith', [name])}>
                  {t('console.goOn')}
                </LinkButton>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="hint measure">
        {t('wizard.practice')} <code>npm start</code>
      </p>
    </>
  );
}
