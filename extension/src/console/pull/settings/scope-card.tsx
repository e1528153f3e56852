import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { ExpressionNames } from '../../settings/parts/expression-names.tsx';
import { useFlaw } from '../../settings/parts/use-flaw.ts';
import { UsersOption } from '../parts/options.tsx';
import type { PullOptions } from '../pull-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';
import { isBadPattern } from './flaws.ts';

/** Who is in scope: whom a pull reads, and who of them passes the filter. */
export function ScopeCard({ connection, pull, schema, change, errorOf }: Editing) {
  const { defaults, filter } = pull;
  const flaw = useFlaw(connection.id, 'pull', filter.cel);
  const options = (part: Partial<PullOptions>): void => change({ defaults: { ...defaults, ...part } });
  const names = ['okta.status', ...(schema?.okta?.map(({ name }) => `okta.profile.${name}`) ?? [])];
  const isBad = defaults.userFilter !== null && isBadPattern(defaults.userFilter, 'whole');
  return (
    <Card title={t('pull.scope.title')}>
      <div class="in stack wide-gap">
        <UsersOption name="users" value={defaults} errorOf={(name) => errorOf(`defaults.${name}`)} onChange={options} />
        <div class="stack">
          <Field
            label={t('expression.filter')}
            hint={t('pull.scope.filterHint', ['okta.status == "ACTIVE" && okta.profile.department == "Press"'])}
            rows={3}
            mono
            value={filter.cel}
            error={flaw ?? errorOf('filter')}
            onInput={(cel) => change({ filter: { cel, text: null } })}
          />
          {filter.text !== null && <p class="small muted">{t('pull.scope.madeFrom', [filter.text])}</p>}
          <ExpressionNames names={names} />
        </div>
        <Field
          mono
          label={t('pull.scope.pattern')}
          hint={t('pull.scope.patternHint', ['.*@harbor\\.example'])}
          value={defaults.userFilter ?? ''}
          error={isBad ? t('pull.flaw.pattern') : errorOf('defaults.userFilter')}
          onInput={(text) => options({ userFilter: text === '' ? null : text })}
        />
      </div>
    </Card>
  );
}
