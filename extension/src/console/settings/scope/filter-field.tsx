import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { ExpressionNames } from '../parts/expression-names.tsx';
import { useFlaw } from '../parts/use-flaw.ts';

interface FilterFieldProps {
  connection: ConnectionAnswer;
  schema: SchemaAnswer | null;
  value: string | null;
  /** Why the last save refused it. */
  error: string | null;
  onChange(filter: string | null): void;
}

/** The condition that says who is synced, checked while it is typed, with the names that it may use. */
export function FilterField({ connection, schema, value, error, onChange }: FilterFieldProps) {
  const flaw = useFlaw(connection.id, 'filter', value ?? '');
  const site = [...(schema?.derived.map((name) => name.slice(1)) ?? []), 'state', 'roles'];
  const names = [
    ...[...site, ...(schema?.cms?.map(({ name }) => name) ?? [])].map((name) => `site.${name}`),
    'okta.status',
    ...(schema?.okta?.map(({ name }) => `okta.profile.${name}`) ?? []),
  ];
  return (
    <>
      <Field
        label={t('expression.filter')}
        hint={t('expression.filterHint', ['site.mail.endsWith("@harbor.example") && "editor" in site.roles'])}
        rows={3}
        mono
        value={value ?? ''}
        error={flaw ?? error}
        onInput={(text) => onChange(text.trim() === '' ? null : text)}
      />
      <p class="small muted">{t(value === null ? 'expression.noFilter' : 'expression.filterText')}</p>
      <ExpressionNames names={names} />
    </>
  );
}
