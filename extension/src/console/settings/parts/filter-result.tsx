import type { ExplainAnswer } from '@rollcall/shared/api-user';

import { Badge, type Tone } from '../../../components/badge.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { t, valueText } from '../../../words.ts';

type Filtered = NonNullable<ExplainAnswer['filter']>;

const looks: Record<Filtered['outcome'], { tone: Tone; icon: IconName }> = {
  in: { tone: 'ok', icon: 'agree' },
  out: { tone: 'idle', icon: 'excluded' },
  undecided: { tone: 'bad', icon: 'failed' },
};

/** What the filter says of one user, with every value that it read. */
export function FilterResult({ filter }: { filter: Filtered }) {
  const { outcome, problem, values } = filter;
  return (
    <div>
      <p class="row between">
        <b>{t('expression.filter')}</b>
        <Badge {...looks[outcome]} edge="plain">
          {t(`expression.outcome.${outcome}`)}
        </Badge>
      </p>
      {problem !== null && (
        <p class="small">
          {problem.detail} {problem.next}
        </p>
      )}
      <dl class="kv small">
        {Object.entries(values).map(([name, value]) => [
          <dt key={`${name}-name`}>
            <code>{name}</code>
          </dt>,
          <dd key={name}>{valueText(name, value)}</dd>,
        ])}
      </dl>
    </div>
  );
}
