import { t } from '../../../words.ts';
import { Tick } from '../../parts/tick.tsx';
import { FlagOptions, StrategyOption } from '../parts/options.tsx';
import type { PullOptions } from '../pull-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';

/** What each pull does where nothing else is said for it. */
export function EachCard({ pull: { defaults }, change, errorOf }: Editing) {
  const props = {
    value: defaults,
    errorOf: (name: string) => errorOf(`defaults.${name}`),
    onChange: (part: Partial<PullOptions>) => change({ defaults: { ...defaults, ...part } }),
  };
  return (
    <Card title={t('pull.each.title')} text={t('pull.each.text')}>
      <div class="in stack wide-gap">
        <StrategyOption {...props} name="strategy" />
        <FlagOptions {...props} />
        <Tick checked={defaults.testMode} onChange={(testMode) => props.onChange({ testMode })}>
          {t('pull.each.testMode')}
          <span class="muted"> · {t('pull.each.testModeNote')}</span>
        </Tick>
      </div>
    </Card>
  );
}
