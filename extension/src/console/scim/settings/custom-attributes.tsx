import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { t } from '../../../words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { type Custom, flawsOf, placeholderOf } from './scim-model.ts';
import type { ScimDraft } from './scim-settings.tsx';

const most = 50;

/** Attributes beyond SCIM's own that Okta sends, each to be named in templates. */
export function CustomAttributes({ draft }: { draft: ScimDraft }) {
  const { scim } = draft.value;
  const { custom } = scim;
  const flaws = flawsOf(custom);
  const put = (next: Custom[]): void => draft.change({ scim: { ...scim, custom: next } });
  return (
    <section class="card" aria-labelledby="custom">
      <header>
        <h2 id="custom">{t('scim.custom.title')}</h2>
        <span class="push">
          <Button
            small
            unavailable={custom.length >= most ? t('scim.custom.full') : null}
            onPress={() => put([...custom, { name: '', title: '' }])}
          >
            {t('scim.custom.add')}
          </Button>
        </span>
      </header>
      <div class="in stack">
        <p class="small muted measure">{t('scim.custom.text', ['${costCentre}'])}</p>
        {custom.length > 0 && (
          <Banner tone="warn" icon="risk" cause={t('scim.custom.warning')} next={t('scim.custom.warningNext')} />
        )}
        {custom.map((each, index) => (
          <Line
            key={index}
            number={index + 1}
            custom={each}
            flaw={flaws[index] ?? null}
            onChange={(change) => put(custom.map((line, at) => (at === index ? { ...line, ...change } : line)))}
            onRemove={() => put(custom.filter((_line, at) => at !== index))}
          />
        ))}
      </div>
      {custom.length === 0 && <EmptyState icon="tiles" title={t('scim.custom.none')} />}
    </section>
  );
}

interface LineProps {
  number: number;
  custom: Custom;
  flaw: ReturnType<typeof flawsOf>[number];
  onChange(change: Partial<Custom>): void;
  onRemove(): void;
}

function Line({ number, custom, flaw, onChange, onRemove }: LineProps) {
  const name = custom.name === '' ? String(number) : custom.name;
  return (
    <fieldset class="part">
      <legend class="vh">{t('scim.custom.at', [String(number)])}</legend>
      <div class="row top">
        <div class="grow">
          <Field
            mono
            label={t('scim.custom.name')}
            placeholder="costCentre"
            value={custom.name}
            error={flaw === 'name' || flaw === 'twice' ? t(`scim.custom.flaw.${flaw}`) : null}
            focus={custom.name === '' && custom.title === ''}
            onInput={(text) => onChange({ name: text.trim() })}
          />
        </div>
        <div class="grow">
          <Field
            label={t('scim.custom.label')}
            value={custom.title}
            error={flaw === 'title' ? t('scim.custom.flaw.title') : null}
            onInput={(title) => onChange({ title })}
          />
        </div>
      </div>
      <div class="row">
        {flaw === null && (
          <>
            <code>{placeholderOf(custom)}</code>
            <CopyButton
              text={() => placeholderOf(custom)}
              word={t('parts.copy')}
              done={t('parts.copied')}
              label={t('parts.copyNamed', [placeholderOf(custom)])}
            />
          </>
        )}
        <span class="push">
          <Button small label={t('scim.custom.removeNamed', [name])} onPress={onRemove}>
            {t('scim.custom.remove')}
          </Button>
        </span>
      </div>
    </fieldset>
  );
}
