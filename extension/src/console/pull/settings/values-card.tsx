import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { Tick } from '../../parts/tick.tsx';
import { TemplateField } from '../../settings/mapping/template-field.tsx';
import { useFlaw } from '../../settings/parts/use-flaw.ts';
import type { PullSettings } from '../pull-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';

type Attribute = Exclude<keyof PullSettings['attributes'], 'domain'>;

const attributes = ['email', 'firstName', 'lastName', 'username', 'country'] as const satisfies Attribute[];
/** Those that every user is made with. */
const needed: ReadonlySet<Attribute> = new Set(['email', 'firstName', 'lastName']);
const updatable = ['email', 'firstname', 'lastname', 'username'] as const;

/** What the site holds of each user, made of what Okta holds. */
export function ValuesCard(editing: Editing) {
  const { pull, change, errorOf } = editing;
  const { updateAttributes } = pull;
  return (
    <Card title={t('pull.values.title')} text={t('pull.values.text')}>
      <div class="in stack wide-gap">
        {attributes.map((name) => (
          <AttributeField key={name} {...editing} name={name} />
        ))}
        <Field
          label={t('pull.values.defaultCountry')}
          hint={t('pull.values.defaultCountryHint')}
          value={pull.defaultCountry ?? ''}
          error={errorOf('defaultCountry')}
          onInput={(text) => change({ defaultCountry: text.trim() === '' ? null : text.trim() })}
        />
        <fieldset>
          <legend>{t('pull.values.update')}</legend>
          <div class="ticks">
            {updatable.map((name) => (
              <Tick
                key={name}
                checked={updateAttributes.includes(name)}
                onChange={(on) =>
                  change({
                    updateAttributes: updatable.filter((each) =>
                      each === name ? on : updateAttributes.includes(each),
                    ),
                  })
                }
              >
                {t(`pull.values.name.${name}`)}
              </Tick>
            ))}
          </div>
        </fieldset>
      </div>
    </Card>
  );
}

function AttributeField({ connection, pull, schema, change, errorOf, name }: Editing & { name: Attribute }) {
  const { attributes: templates } = pull;
  const template = templates[name] ?? '';
  const flaw = useFlaw(connection.id, 'toCms', template);
  const isMissing = name === 'email' && template.trim() === '';
  return (
    <TemplateField
      label={t(`pull.values.attribute.${name}`)}
      hint={t(needed.has(name) ? 'pull.values.hint' : 'pull.values.emptyHint', ['${firstName}'])}
      value={template}
      names={schema?.okta?.map((each) => each.name) ?? []}
      error={isMissing ? t('pull.flaw.noMail', ['${email}']) : (flaw ?? errorOf(`attributes.${name}`))}
      onInput={(text) =>
        change({ attributes: { ...templates, [name]: text === '' && !needed.has(name) ? null : text } })
      }
    />
  );
}
