import type { TestAnswer } from '@rollcall/shared/api';

import { t } from '../../words.ts';
import { Table } from '../parts/table.tsx';

type Received = NonNullable<TestAnswer['user']>;

export const attributesId = 'attributes';

/** Every attribute that Okta sent for the test user, by name. */
export function Attributes({ user }: { user: Received }) {
  const rows = Object.entries(user.attributes).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <section class="card" id={attributesId} aria-labelledby="attributes-title" tabIndex={-1}>
      <header>
        <h2 id="attributes-title">{t('wizard.attributes.title')}</h2>
        <span class="small muted">{t('wizard.attributes.count', rows.length, [String(rows.length), user.login])}</span>
      </header>
      <Table
        label={t('wizard.attributes.title')}
        flow={false}
        rows={rows}
        keyOf={([name]) => name}
        empty={<p class="in">{t('wizard.attributes.none')}</p>}
        columns={[
          { key: 'name', title: t('wizard.attributes.name'), head: true, cell: ([name]) => <code>{name}</code> },
          { key: 'value', title: t('wizard.attributes.value'), cell: ([, value]) => <Value value={value} /> },
        ]}
      />
    </section>
  );
}

function Value({ value }: { value: Received['attributes'][string] | undefined }) {
  if (value === null || value === undefined || value === '') return <span class="muted">{t('parts.empty')}</span>;
  return <bdi>{Array.isArray(value) ? value.join(', ') : String(value)}</bdi>;
}
