import { t } from '../../../words.ts';
import { Tick } from '../../parts/tick.tsx';
import { NameList } from '../../settings/scope/name-list.tsx';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';
import { isBadPattern } from './flaws.ts';

/** Accounts of the site that no pull changes. */
export function ExcludedCard({ pull: { exclude }, schema, change, errorOf }: Editing) {
  const bad = exclude.users.some((source) => isBadPattern(source, 'whole'));
  const gone = exclude.roles.filter((each) => !schema?.roles.some(({ id, name }) => each === id || each === name));
  const roles = [
    ...(schema?.roles.map(({ id, name }) => ({ id, name })) ?? []),
    ...gone.map((id) => ({ id, name: id })),
  ];
  const isChosen = ({ id, name }: { id: string; name: string }) =>
    exclude.roles.includes(id) || exclude.roles.includes(name);
  return (
    <Card title={t('pull.excluded.title')} text={t('pull.excluded.text')}>
      <div class="in stack wide-gap">
        <NameList
          label={t('pull.excluded.users')}
          hint={t('pull.excluded.usersHint', ['.*@agency\\.example'])}
          names={exclude.users}
          error={bad ? t('pull.flaw.pattern') : errorOf('exclude.users')}
          onChange={(users) => change({ exclude: { ...exclude, users } })}
        />
        <fieldset>
          <legend>{t('pull.excluded.roles')}</legend>
          {roles.length === 0 && <p class="small muted">{t('setting.scope.noRoles')}</p>}
          <div class="ticks">
            {roles.map((role) => (
              <Tick
                key={role.id}
                checked={isChosen(role)}
                onChange={(on) => {
                  const others = exclude.roles.filter((each) => each !== role.id && each !== role.name);
                  change({ exclude: { ...exclude, roles: on ? [...others, role.id] : others } });
                }}
              >
                {role.name}
              </Tick>
            ))}
          </div>
        </fieldset>
      </div>
    </Card>
  );
}
