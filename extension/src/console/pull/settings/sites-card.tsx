import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { removed, replaced } from '../../settings/mapping/mapping-model.ts';
import { useAnswer } from '../../use-answer.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';

/** Other sites that the same groups give roles on, each with its nickname. */
export function SitesCard({ connection, pull: { targets }, change, errorOf }: Editing) {
  const { value } = useAnswer('connections');
  const others = (value?.connections ?? []).filter(({ id }) => id !== connection.id);
  return (
    <Card
      title={t('pull.sites.title')}
      text={t('pull.sites.text', ['press::Editor'])}
      action={
        <Button
          small
          unavailable={others.length === 0 ? t('pull.sites.noOther') : null}
          onPress={() => change({ targets: [...targets, { name: '', connection: others[0]?.id ?? '' }] })}
        >
          {t('pull.sites.add')}
        </Button>
      }
    >
      {targets.map((target, index) => (
        <div key={index} class="in stack edit" role="group" aria-label={t('pull.sites.at', [String(index + 1)])}>
          <div class="sides">
            <Field
              label={t('pull.sites.name')}
              value={target.name}
              error={nameFlaw(targets, index) ?? errorOf(`targets.${index}`)}
              onInput={(text) => change({ targets: replaced(targets, index, { name: text.trim() }) })}
            />
            <Select
              label={t('pull.sites.connection')}
              value={target.connection}
              options={optionsOf(target.connection, others)}
              onChange={(id) => change({ targets: replaced(targets, index, { connection: id }) })}
            />
          </div>
          <div>
            <Button
              small
              label={t('setting.mapping.remove', [target.name])}
              onPress={() => change({ targets: removed(targets, index) })}
            >
              {t('pull.remove')}
            </Button>
          </div>
        </div>
      ))}
    </Card>
  );
}

function nameFlaw(targets: readonly { name: string }[], index: number): string | null {
  const name = targets[index]?.name ?? '';
  if (name === '') return t('pull.flaw.noName');
  return targets.findIndex((each) => each.name === name) === index ? null : t('pull.flaw.nameTwice');
}

/** The present choice stays, also when that connection is gone. */
function optionsOf(present: string, others: readonly { id: string; name: string }[]) {
  const listed = others.map(({ id, name }) => ({ value: id, word: name }));
  return listed.some(({ value }) => value === present) ? listed : [{ value: present, word: present }, ...listed];
}
