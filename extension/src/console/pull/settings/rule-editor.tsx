import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { useFlaw } from '../../settings/parts/use-flaw.ts';
import { useFocusInside } from '../parts/use-focus-inside.ts';
import { TextLines } from '../parts/text-lines.tsx';
import type { PullRule } from '../pull-model.ts';
import type { Editing } from './editing.ts';

type RuleEditorProps = Editing & {
  rule: PullRule;
  index: number;
  onChange(part: Partial<PullRule>): void;
  onClose(): void;
};

/** Values that a rule can set. */
const settable = ['email', 'username', 'firstname', 'lastname', 'country'];

/** For whom a rule counts, and what it does. */
export function RuleEditor(props: RuleEditorProps) {
  const { connection, pull, schema, errorOf, rule, index, onChange, onClose } = props;
  const flaw = useFlaw(connection.id, 'pull', rule.when ?? '');
  const known = [...(schema?.roles.filter(({ privileged }) => privileged !== true).map(({ name }) => name) ?? [])];
  const roles = [...new Set([...known, ...pull.extendedRoles.map(({ role }) => role)])];
  const lines = { offers: roles, add: t('pull.groups.addRole'), noteOf: noteOf };
  const error = errorOf(`rules.${index}`);
  const part = useFocusInside();
  return (
    <div ref={part} class="in stack wide-gap edit" role="group" aria-label={t('pull.rules.rule', [String(index + 1)])}>
      <Field
        mono
        rows={2}
        label={t('pull.rules.when')}
        hint={t('pull.rules.whenHint', ['okta.profile.userType == "employee"'])}
        value={rule.when ?? ''}
        error={flaw ?? errorOf(`rules.${index}.when`)}
        onInput={(text) => onChange({ when: text.trim() === '' ? null : text })}
      />
      <SetLines {...props} />
      <TextLines
        {...lines}
        legend={t('pull.rules.addRoles')}
        hint={t('pull.rules.rolesHint')}
        values={rule.addRoles}
        onChange={(addRoles) => onChange({ addRoles })}
      />
      <TextLines
        {...lines}
        legend={t('pull.rules.removeRoles')}
        values={rule.removeRoles}
        onChange={(removeRoles) => onChange({ removeRoles })}
      />
      {error !== null && <p class="err">{error}</p>}
      <div>
        <Button small onPress={onClose}>
          {t('setting.mapping.close')}
        </Button>
      </div>
    </div>
  );
}

function noteOf(role: string) {
  return role.trim() === '' ? <small class="err">{t('pull.flaw.noName')}</small> : null;
}

function SetLines({ connection, errorOf, rule, index, onChange }: RuleEditorProps) {
  const lines = Object.entries(rule.set);
  const free = settable.filter((name) => !(name in rule.set));
  const put = (at: number, name: string, template: string): void =>
    onChange({ set: Object.fromEntries(lines.map((line, each) => (each === at ? [name, template] : line))) });
  const [first] = free;
  return (
    <fieldset class="field lines">
      <legend class="small strong">{t('pull.rules.set')}</legend>
      {lines.map(([name, template], at) => (
        <div key={name} class="row top">
          <Select
            label={t('pull.rules.value')}
            value={name}
            options={[name, ...free].map((each) => ({ value: each, word: each }))}
            onChange={(other) => put(at, other, template)}
          />
          <div class="grow">
            <SetField
              connection={connection.id}
              value={template}
              error={errorOf(`rules.${index}.set.${name}`)}
              onInput={(text) => put(at, name, text)}
            />
          </div>
          <Button
            small
            label={t('setting.mapping.remove', [name])}
            onPress={() => onChange({ set: Object.fromEntries(lines.filter((_line, each) => each !== at)) })}
          >
            {t('pull.remove')}
          </Button>
        </div>
      ))}
      <div>
        <Button
          small
          unavailable={first === undefined ? t('pull.rules.allSet') : null}
          onPress={() => first !== undefined && onChange({ set: { ...rule.set, [first]: '' } })}
        >
          {t('pull.rules.addValue')}
        </Button>
      </div>
    </fieldset>
  );
}

interface SetFieldProps {
  connection: string;
  value: string;
  error: string | null;
  onInput(text: string): void;
}

function SetField({ connection, value, error, onInput }: SetFieldProps) {
  const flaw = useFlaw(connection, 'toCms', value);
  return <Field mono label={t('setting.mapping.templateText')} value={value} error={flaw ?? error} onInput={onInput} />;
}
