import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { removed, replaced } from '../../settings/mapping/mapping-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';
import { isBadPattern, renamed } from './flaws.ts';

/** So many groups are named that a pattern fits; more are counted. */
const mostShown = 6;

/** Groups that become roles by their names, with those of the org that do. */
export function AdditionalCard({ pull, schema, change }: Editing) {
  const { additionalGroups: lines } = pull;
  const names = schema?.groups?.map(({ name }) => name) ?? null;
  return (
    <Card
      title={t('pull.additional.title')}
      text={t('pull.additional.text')}
      action={
        <Button small onPress={() => change({ additionalGroups: [...lines, { source: '', target: '' }] })}>
          {t('pull.additional.add')}
        </Button>
      }
    >
      {lines.map((line, index) => (
        <div key={index} class="in stack edit" role="group" aria-label={t('pull.additional.at', [String(index + 1)])}>
          <div class="sides">
            <Field
              mono
              label={t('pull.additional.source')}
              placeholder="ACL-(.*)"
              value={line.source}
              error={isBadPattern(line.source, 'start') ? t('pull.flaw.pattern') : null}
              onInput={(source) => change({ additionalGroups: replaced(lines, index, { source }) })}
            />
            <Field
              mono
              label={t('pull.additional.target')}
              placeholder="\1"
              value={line.target}
              error={line.source !== '' && line.target === '' ? t('pull.flaw.noName') : null}
              onInput={(target) => change({ additionalGroups: replaced(lines, index, { target }) })}
            />
          </div>
          <Preview line={line} names={names} />
          <div>
            <Button
              small
              label={t('setting.mapping.remove', [line.source])}
              onPress={() => change({ additionalGroups: removed(lines, index) })}
            >
              {t('pull.remove')}
            </Button>
          </div>
        </div>
      ))}
    </Card>
  );
}

function Preview({ line, names }: { line: { source: string; target: string }; names: readonly string[] | null }) {
  if (names === null) return <p class="small muted">{t('pull.additional.unread')}</p>;
  const found = renamed(line, names);
  return (
    <div class="small" role="status">
      <p class="muted">{t('pull.additional.found', found.length, [number(found.length)])}</p>
      {found.length > 0 && (
        <ul class="names">
          {found.slice(0, mostShown).map(({ group, role }) => (
            <li key={group}>
              <bdi>{group}</bdi> → <bdi>{role}</bdi>
            </li>
          ))}
        </ul>
      )}
      {found.length > mostShown && <p class="muted">{t('pull.additional.more', [number(found.length - mostShown)])}</p>}
    </div>
  );
}
