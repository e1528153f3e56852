import type { UserAnswer } from '@rollcall/shared/api-user';

import { list, t, valueText } from '../../../words.ts';

/** Who the user is on each side: ids, roles, groups, and what protects the account. */
export function Facts({ user }: { user: UserAnswer }) {
  return (
    <section class="card" aria-labelledby="facts">
      <header>
        <h2 id="facts">{t('work.user.facts')}</h2>
      </header>
      <div class="in stack">
        {(['cms', 'okta'] as const).map((side) => {
          const view = user[side];
          return (
            <div key={side}>
              <h3>{t(`plan.${side}`)}</h3>
              {view === null ? <p class="small muted">{t('work.user.notThere')}</p> : <Side view={view} side={side} />}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Side({ view, side }: { view: NonNullable<UserAnswer['cms']>; side: 'cms' | 'okta' }) {
  const { login, email, state, detail, handle, ref, groups, guarded } = view;
  const lines: [string, string | null][] = [
    [t('field.login'), login],
    [t('field.email'), email],
    [t('field.state'), detail === null ? valueText('state', state) : `${valueText('state', state)} (${detail})`],
    [t('field.id'), handle === null ? ref.id : `${handle} · ${ref.id}`],
    [
      t(side === 'cms' ? 'work.user.roles' : 'work.user.groups'),
      groups === null ? null : groups.length === 0 ? t('work.none') : list(groups.map(({ name }) => name)),
    ],
    [t('work.user.guarded'), guarded.length === 0 ? null : list(guarded.map((mark) => guardText(mark)))],
  ];
  return (
    <dl class="kv">
      {lines.flatMap(([name, value]) =>
        value === null
          ? []
          : [
              <dt key={name}>{name}</dt>,
              <dd key={`${name} value`}>
                <bdi>{value}</bdi>
              </dd>,
            ],
      )}
    </dl>
  );
}

const guards = {
  root: () => t('work.guard.root'),
  administrator: () => t('work.guard.administrator'),
  powerful: () => t('work.guard.powerful'),
  lastAdministrator: () => t('work.guard.lastAdministrator'),
  signedIn: () => t('work.guard.signedIn'),
  ownAccount: () => t('work.guard.ownAccount'),
  tokenOwner: () => t('work.guard.tokenOwner'),
  named: () => t('work.guard.named'),
} as const;

function guardText(mark: string): string {
  return isGuard(mark) ? guards[mark]() : mark;
}

function isGuard(mark: string): mark is keyof typeof guards {
  return mark in guards;
}
