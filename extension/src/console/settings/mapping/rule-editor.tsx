import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { Radios } from '../../parts/radio.tsx';
import { Select } from '../../parts/select.tsx';
import { Tick } from '../../parts/tick.tsx';
import type { Flaw, Rule } from './mapping-model.ts';
import { useFlaw } from '../parts/use-flaw.ts';
import { TemplateField } from './template-field.tsx';

interface RuleEditorProps {
  /** Id of the connection. */
  connection: string;
  rule: Rule;
  schema: SchemaAnswer | null;
  /** Okta may write to the site as well. */
  bothWays: boolean;
  flaws: readonly Flaw[];
  onChange(part: Partial<Rule>): void;
  onClose(): void;
}

/** Everything about one rule. */
export function RuleEditor({ connection, rule, schema, bothWays, flaws, onChange, onClose }: RuleEditorProps) {
  const names = [...(schema?.cms?.map(({ name }) => name) ?? []), ...(schema?.derived ?? [])];
  const open = flaws.find(({ kind }) => kind === 'open');
  const isTemplate = rule.toOkta !== null;
  const flaw = useFlaw(connection, 'toOkta', rule.toOkta ?? '');
  const flawBack = useFlaw(connection, 'toCms', rule.toCms ?? '');
  return (
    <section class="card" aria-labelledby="rule">
      <header>
        <h2 id="rule">{t('setting.mapping.ruleFor', [rule.okta])}</h2>
        <span class="push">
          <Button small onPress={onClose}>
            {t('setting.mapping.close')}
          </Button>
        </span>
      </header>
      <div class="in stack">
        <Ends {...{ rule, schema, names, onChange }} />
        <Radios
          legend={t('setting.mapping.how')}
          name="how"
          value={isTemplate ? 'template' : 'asIs'}
          options={[
            { value: 'asIs', words: t('setting.mapping.asIs') },
            {
              value: 'template',
              words: t('setting.mapping.template'),
              note: t('setting.mapping.templateNote', ['${mail}']),
            },
          ]}
          onChange={(how) => onChange({ toOkta: how === 'asIs' ? null : `\${${rule.cms}}` })}
        />
        {rule.toOkta !== null && (
          <TemplateField
            value={rule.toOkta}
            names={names}
            error={open ? t('setting.mapping.flaw.open', [rule.okta]) : flaw}
            onInput={(toOkta) => onChange({ toOkta })}
          />
        )}
        {bothWays && (
          <Field
            label={t('setting.mapping.back')}
            hint={t('setting.mapping.backHint')}
            mono
            value={rule.toCms ?? ''}
            error={flawBack}
            onInput={(text) => onChange({ toCms: text === '' ? null : text })}
          />
        )}
        <Care {...{ rule, onChange }} />
        <p class="small muted">{t(`setting.mapping.ownerText.${rule.owner}`)}</p>
      </div>
    </section>
  );
}

type EndsProps = Pick<RuleEditorProps, 'rule' | 'schema' | 'onChange'> & { names: readonly string[] };

function Ends({ rule, schema, names, onChange }: EndsProps) {
  return (
    <div class="sides">
      <Select
        label={t('setting.mapping.site')}
        value={rule.cms}
        options={withPresent(names, rule.cms).map((name) => ({ value: name, word: wordOf(name, schema?.cms) }))}
        onChange={(cms) => onChange({ cms })}
      />
      <Select
        label={t('setting.mapping.okta')}
        value={rule.okta}
        options={withPresent(writable(schema), rule.okta).map((name) => ({
          value: name,
          word: wordOf(name, schema?.okta),
        }))}
        onChange={(okta) => onChange({ okta })}
      />
    </div>
  );
}

function Care({ rule, onChange }: Pick<RuleEditorProps, 'rule' | 'onChange'>) {
  return (
    <>
      <Radios
        legend={t('setting.mapping.when')}
        name="when"
        value={rule.apply}
        options={[
          { value: 'always', words: t('setting.mapping.always') },
          { value: 'create', words: t('setting.mapping.onCreate'), note: t('setting.mapping.onCreateNote') },
        ]}
        onChange={(apply) => onChange({ apply })}
      />
      <Tick checked={rule.sensitive} onChange={(sensitive) => onChange({ sensitive })}>
        {t('setting.mapping.sensitive')}
      </Tick>
    </>
  );
}

function writable(schema: SchemaAnswer | null): string[] {
  return (schema?.okta ?? []).filter((each) => each.writable).map(({ name }) => name);
}

/** The present choice stays in the list, also when the side does not know it any more. */
function withPresent(names: readonly string[], present: string): string[] {
  return names.includes(present) ? [...names] : [present, ...names];
}

function wordOf(name: string, attributes: SchemaAnswer['cms'] | undefined): string {
  const attribute = attributes?.find((each) => each.name === name);
  return attribute && attribute.title !== name ? `${attribute.title} (${name})` : name;
}
