import type { FieldView, SideView, UserAnswer } from '@rollcall/shared/api-user';
import type { ComponentChild } from 'preact';

import { Badge } from '../components/badge.tsx';
import { Icon } from '../components/icon.tsx';
import type { UserPage } from '../pages/page.ts';
import { fieldName, t, valueText } from '../words.ts';
import { writesTo } from './field-model.ts';

interface SidesProps {
  answer: UserAnswer;
  page: UserPage;
  leftOut: ReadonlySet<string>;
  onTick: (field: string) => void;
}

/** Both sides of one user, a line a field, with a tick where a sync would write. */
export function Sides({ answer, page, leftOut, onTick }: SidesProps) {
  const { cms, okta, fields, live } = answer;
  return (
    <div class="wrap" tabIndex={0} role="group" aria-label={t('plan.fields', [page.name()])}>
      <table class="diff">
        <thead>
          <tr>
            {[t('plan.field'), t('plan.cms'), t('plan.okta'), t('panel.owner')].map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Line head={fieldName('state')} cells={[stateOf(cms), stateOf(okta), '']} />
          {fields
            .map((field) => ({ ...field, writes: writesTo(field, live) }))
            .map((field) => (
              <Line
                key={field.field}
                head={<FieldHead {...{ field, ticked: !leftOut.has(field.field), onTick }} />}
                cells={[sideCell(field, 'cms'), sideCell(field, 'okta'), ownerOf(field)]}
              />
            ))}
          {(cms?.groups ?? okta?.groups) && (
            <Line head={t('panel.groups')} cells={[groupsOf(cms), groupsOf(okta), '']} />
          )}
        </tbody>
      </table>
    </div>
  );
}

function Line({ head, cells }: { head: ComponentChild; cells: ComponentChild[] }) {
  return (
    <tr>
      <th scope="row">{head}</th>
      {cells.map((cell, at) => (
        <td key={at}>{cell}</td>
      ))}
    </tr>
  );
}

function FieldHead({ field, ticked, onTick }: { field: FieldView; ticked: boolean } & Pick<SidesProps, 'onTick'>) {
  const name = fieldName(field.field);
  const stands = field.stands === 'differs' || field.stands === 'conflict' ? field.stands : null;
  return (
    <span class="row">
      {field.writes === null ? (
        name
      ) : (
        <label class="check">
          <input type="checkbox" checked={ticked} onChange={() => onTick(field.field)} />
          {name}
        </label>
      )}
      {stands !== null && (
        <Badge tone="warn" icon={stands}>
          {t(`status.${stands}`)}
        </Badge>
      )}
    </span>
  );
}

function sideCell(field: FieldView, side: 'cms' | 'okta'): ComponentChild {
  if (field.sensitive)
    return (
      <span class="lock">
        <Icon name="lock" />
        {t('panel.hidden')}
      </span>
    );
  if (field.stands === 'unread') return <span class="muted">{t('panel.unread')}</span>;
  const text = valueText(field.field, field[side]);
  if (field.writes === null) return text;
  return field.writes === side ? <del>{text}</del> : <ins>{text}</ins>;
}

function ownerOf({ owner, stands, writes, onCreateOnly }: FieldView): ComponentChild {
  if (owner === 'okta')
    return (
      <span class="lock">
        <Icon name="lock" />
        {t('panel.ownerOkta')}
      </span>
    );
  if (stands === 'unread') return '';
  if (stands === 'agrees') return <span class="muted">{t('panel.agrees')}</span>;
  if (stands === 'conflict') return <span class="muted">{t('panel.conflict')}</span>;
  if (writes === null) return <span class="muted">{t(onCreateOnly ? 'panel.onCreate' : 'panel.left')}</span>;
  return <span class="muted">{t(writes === 'okta' ? 'panel.toOkta' : 'panel.toCms')}</span>;
}

function stateOf(side: SideView | null): ComponentChild {
  if (side === null) return <span class="muted">{t('panel.absent')}</span>;
  return (
    <>
      {valueText('state', side.state)} {side.detail !== null && <span class="muted">({side.detail})</span>}
    </>
  );
}

function groupsOf(side: SideView | null): string {
  const groups = side?.groups ?? null;
  return groups === null ? '' : valueText('groups', groups.map(({ name }) => name).sort());
}
