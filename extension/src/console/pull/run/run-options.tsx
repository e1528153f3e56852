import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { ActionOption, FlagOptions, StrategyOption, UsersOption } from '../parts/options.tsx';
import { differing, type PullOptions } from '../pull-model.ts';

interface RunOptionsProps {
  /** The settings' own, which count where nothing else is chosen. */
  own: PullOptions;
  options: Partial<PullOptions>;
  onChange(options: Partial<PullOptions>): void;
}

/** What one pull may do otherwise than the settings say; nothing of it is saved. */
export function RunOptions({ own, options, onChange }: RunOptionsProps) {
  const changed = Object.keys(options).length;
  const props = {
    value: { ...own, ...options },
    errorOf: () => null,
    onChange: (part: Partial<PullOptions>) => onChange(differing(own, { ...options, ...part })),
  };
  return (
    <section class="card" aria-label={t('pull.run.options')}>
      <div class="in">
        <Disclosure
          summary={changed === 0 ? t('pull.run.options') : t('pull.run.optionsChanged', changed, [number(changed)])}
        >
          <div class="stack wide-gap">
            <p class="small muted measure">{t('pull.run.optionsText')}</p>
            <UsersOption {...props} name="runUsers" />
            <StrategyOption {...props} name="runStrategy" />
            <FlagOptions {...props} />
            <ActionOption {...props} />
            {changed > 0 && (
              <div>
                <Button small onPress={() => onChange({})}>
                  {t('pull.run.asSettings')}
                </Button>
              </div>
            )}
          </div>
        </Disclosure>
      </div>
    </section>
  );
}
