import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { Radios } from '../../parts/radio.tsx';
import { Select } from '../../parts/select.tsx';
import { Tick } from '../../parts/tick.tsx';
import { useAnswer } from '../../use-answer.ts';
import { SettingPage } from '../parts/setting-page.tsx';
import { Tester } from '../parts/tester.tsx';
import { type Draft, useDraft } from '../parts/use-draft.ts';
import { FilterField } from './filter-field.tsx';
import { NameList } from './name-list.tsx';

type ScopeDraft = Draft<'scope' | 'protect' | 'match'>;
type Roles = SchemaAnswer['roles'];

/** Who is synced, who is left out, who is never written, and who is whose partner. */
export function ScopePage(page: PageProps) {
  const { connection } = page;
  const draft = useDraft(page, ['scope', 'protect', 'match']);
  const { value: schema } = useAnswer('schema', { path: { id: connection.id } });
  const roles = schema?.roles ?? null;
  return (
    <SettingPage
      page={page}
      title={t('setting.scope.title')}
      text={t('setting.scope.text')}
      draft={draft}
      trial
      beside={<Tester connection={connection} changes={draft.value} />}
    >
      <Included {...{ connection, schema, draft, roles }} />
      <Protected {...{ draft, roles }} />
      <Matched draft={draft} />
    </SettingPage>
  );
}

interface IncludedProps {
  connection: PageProps['connection'];
  schema: SchemaAnswer | null;
  draft: ScopeDraft;
  roles: Roles | null;
}

function Included({ connection, schema, draft, roles }: IncludedProps) {
  const { scope } = draft.value;
  const change = (part: Partial<typeof scope>): void => draft.change({ scope: { ...scope, ...part } });
  return (
    <section class="card" aria-labelledby="included">
      <header>
        <h2 id="included">{t('setting.scope.included')}</h2>
      </header>
      <div class="in stack">
        <RoleTicks
          legend={t('setting.scope.roles')}
          roles={roles}
          chosen={scope.groups}
          onChange={(groups) => change({ groups })}
        />
        <p class="small muted">
          {scope.groups.length === 0 ? t('setting.scope.everybody') : t('setting.scope.onlyRoles')}
        </p>
        <FilterField
          {...{ connection, schema }}
          value={scope.filter}
          error={draft.errorOf('scope.filter')}
          onChange={(filter) => change({ filter })}
        />
        <NameList
          label={t('setting.scope.exclude')}
          hint={t('setting.scope.patternHint')}
          names={scope.exclude}
          error={draft.errorOf('scope.exclude')}
          onChange={(exclude) => change({ exclude })}
        />
      </div>
    </section>
  );
}

function Protected({ draft, roles }: { draft: ScopeDraft; roles: Roles | null }) {
  const { scope, protect } = draft.value;
  const change = (part: Partial<typeof protect>): void => draft.change({ protect: { ...protect, ...part } });
  return (
    <section class="card" aria-labelledby="protected">
      <header>
        <h2 id="protected">{t('setting.scope.protected')}</h2>
      </header>
      <div class="in stack">
        <p class="small muted">{t('setting.scope.protectedText')}</p>
        <NameList
          label={t('setting.scope.protectNames')}
          hint={t('setting.scope.patternHint')}
          names={protect.names}
          error={draft.errorOf('protect.names')}
          onChange={(names) => change({ names })}
        />
        <RoleTicks
          legend={t('setting.scope.protectRoles')}
          roles={roles}
          chosen={protect.roles}
          onChange={(chosen) => change({ roles: chosen })}
        />
        <Tick
          checked={scope.skipProtected}
          onChange={(skipProtected) => draft.change({ scope: { ...scope, skipProtected } })}
        >
          {t('setting.scope.skipOwn')}
        </Tick>
      </div>
    </section>
  );
}

interface RoleTicksProps {
  legend: string;
  roles: Roles | null;
  chosen: readonly string[];
  onChange(chosen: string[]): void;
}

function RoleTicks({ legend, roles, chosen, onChange }: RoleTicksProps) {
  // A role that the site has no more is shown as long as it is chosen.
  const gone = chosen.filter((id) => !roles?.some((role) => role.id === id));
  const listed = [...(roles ?? []), ...gone.map((id) => ({ id, name: id, privileged: null }))];
  return (
    <fieldset>
      <legend>{legend}</legend>
      {listed.length === 0 && <p class="small muted">{t('setting.scope.noRoles')}</p>}
      <div class="ticks">
        {listed.map(({ id, name, privileged }) => (
          <Tick
            key={id}
            checked={chosen.includes(id)}
            onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id))}
          >
            {name}
            {privileged === true && <span class="muted"> · {t('setting.scope.privileged')}</span>}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

const cmsNames = ['@email', '@login'] as const;
const oktaNames = ['login', 'email'] as const;
const adopts = ['ask', 'exact', 'never'] as const;
const onAdopts = ['linkOnly', 'fillBlanks', 'overwrite'] as const;

function Matched({ draft }: { draft: ScopeDraft }) {
  const { match } = draft.value;
  const change = (part: Partial<typeof match>): void => draft.change({ match: { ...match, ...part } });
  return (
    <section class="card" aria-labelledby="matched">
      <header>
        <h2 id="matched">{t('setting.scope.match')}</h2>
      </header>
      <div class="in stack">
        <div class="sides">
          <Select
            label={t('setting.scope.matchCms')}
            value={cmsNames.find((name) => name === match.cms) ?? '@email'}
            options={cmsNames.map((value) => ({
              value,
              word: t(`setting.scope.by.${value === '@email' ? 'mail' : 'login'}`),
            }))}
            onChange={(cms) => change({ cms })}
          />
          <Select
            label={t('setting.scope.matchOkta')}
            value={oktaNames.find((name) => name === match.okta) ?? 'login'}
            options={oktaNames.map((value) => ({
              value,
              word: t(`setting.scope.by.${value === 'email' ? 'mail' : 'login'}`),
            }))}
            onChange={(okta) => change({ okta })}
          />
        </div>
        <Radios
          legend={t('setting.scope.adopt')}
          name="adopt"
          value={match.adopt}
          options={adopts.map((value) => ({
            value,
            words: t(`setting.scope.adopts.${value}`),
            note: t(`setting.scope.adoptNote.${value}`),
          }))}
          onChange={(adopt) => change({ adopt })}
        />
        <Radios
          legend={t('setting.scope.onAdopt')}
          name="onAdopt"
          value={match.onAdopt}
          options={onAdopts.map((value) => ({ value, words: t(`setting.scope.onAdopts.${value}`) }))}
          onChange={(onAdopt) => change({ onAdopt })}
        />
      </div>
    </section>
  );
}
