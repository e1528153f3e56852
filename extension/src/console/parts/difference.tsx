import type { ComponentChildren } from 'preact';

import { t } from '../../words.ts';

interface ChangedField {
  key: string;
  name: ComponentChildren;
  /** The present value as text; null shows that it is empty. */
  before: string | null;
  after: string | null;
  /** Who owns it, or why it is left. */
  note?: ComponentChildren;
}

/** Fields with their present value, struck, and the one after, underlined. */
export function Difference({ label, fields }: { label: string; fields: readonly ChangedField[] }) {
  return (
    <div class="wrap" tabIndex={0} role="group" aria-label={label}>
      <table class="diff">
        <thead>
          <tr>
            <th scope="col">{t('parts.field')}</th>
            <th scope="col">{t('parts.now')}</th>
            <th scope="col">{t('parts.after')}</th>
            {fields.some(({ note }) => note !== undefined) && <td />}
          </tr>
        </thead>
        <tbody>
          {fields.map(({ key, name, before, after, note }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{before === null ? <span class="muted">{t('parts.empty')}</span> : <del>{before}</del>}</td>
              <td>{after === null ? <span class="muted">{t('parts.empty')}</span> : <ins>{after}</ins>}</td>
              {note !== undefined && <td class="muted">{note}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
