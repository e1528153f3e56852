import type { InboxItem } from '@rollcall/shared/api-inbox';
import { useId, useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { fieldName, number, t, valueText } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { Radios } from '../../parts/radio.tsx';
import { Tick } from '../../parts/tick.tsx';
import type { Flow } from '../flow/use-flow.ts';
import { canBeRule, type Choices, settlementOf, type Take } from './settle-model.ts';

interface SettleProps extends Pick<PageProps, 'role'> {
  /** How the agent finds the user, and how people call the user. */
  user: { name: string; label: string };
  differences: InboxItem['differences'];
  flow: Flow;
}

/** Field by field: take the site's value, take Okta's, or leave both as they are. The plan is shown before anything is written. */
export function Settle({ user, differences, flow, role }: SettleProps) {
  const [choices, setChoices] = useState<Choices>({});
  const [makeRule, setMakeRule] = useState(false);
  const id = useId();
  const request = settlementOf(user.name, choices, makeRule);
  const chosen = request === null ? 0 : Object.keys(request.take).length;
  const ruleOff = role !== 'owner' ? t('work.inbox.ruleOwner') : canBeRule(choices) ? null : t('work.inbox.ruleSide');
  const settle = (): void => {
    if (request === null) return;
    const text = t('work.inbox.settleTitle', [user.label]);
    flow.start({ is: 'resolve', body: request }, { title: 'titleReview', name: user.label, text });
  };
  const takeAll = (take: Take): void => setChoices(Object.fromEntries(differences.map(({ field }) => [field, take])));
  return (
    <div class="in stack">
      {differences.map(({ field, cms, okta }) => (
        <Radios
          key={field}
          legend={fieldName(field)}
          name={`${id} ${field}`}
          value={choices[field] ?? null}
          onChange={(take) => setChoices({ ...choices, [field]: take })}
          options={[
            { value: 'cms', words: t('work.inbox.takeCms'), note: <bdi>{valueText(field, cms)}</bdi> },
            { value: 'okta', words: t('work.inbox.takeOkta'), note: <bdi>{valueText(field, okta)}</bdi> },
            { value: 'leave', words: t('work.inbox.leave') },
          ]}
        />
      ))}
      {differences.length > 1 && (
        <div class="row">
          <Button small onPress={() => takeAll('cms')}>
            {t('work.inbox.allCms')}
          </Button>
          <Button small onPress={() => takeAll('okta')}>
            {t('work.inbox.allOkta')}
          </Button>
          <Button small onPress={() => takeAll('leave')}>
            {t('work.inbox.allLeave')}
          </Button>
        </div>
      )}
      <Tick checked={makeRule && ruleOff === null} unavailable={ruleOff} onChange={setMakeRule}>
        {t('work.inbox.makeRule')}
      </Tick>
      <div class="row">
        <Button
          small
          look="primary"
          label={t('work.inbox.settleOf', [t('work.inbox.settle', chosen, [number(chosen)]), user.label])}
          unavailable={request === null ? t('work.inbox.noneChosen') : flow.unavailable}
          onPress={settle}
        >
          {t('work.inbox.settle', chosen, [number(chosen)])}
        </Button>
      </div>
    </div>
  );
}
