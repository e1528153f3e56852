import { useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { namesFrom } from './names.ts';

interface NameListProps {
  label: string;
  hint: string;
  names: readonly string[];
  error: string | null;
  onChange(names: string[]): void;
}

/** Names or patterns, one a line. */
export function NameList({ label, hint, names, error, onChange }: NameListProps) {
  const [typed, setTyped] = useState<string | null>(null);
  // What was typed stays as it is while it means the same, so that a new line can be begun.
  const isSame = typed !== null && JSON.stringify(namesFrom(typed)) === JSON.stringify(names);
  return (
    <>
      <Field
        label={label}
        hint={hint}
        rows={4}
        value={isSame ? typed : names.join('\n')}
        error={error}
        onInput={(text) => {
          setTyped(text);
          onChange(namesFrom(text));
        }}
      />
      <p class="small muted">{t('setting.scope.listed', names.length)}</p>
    </>
  );
}
