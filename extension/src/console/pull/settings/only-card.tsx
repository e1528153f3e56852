import { t } from '../../../words.ts';
import { Radios } from '../../parts/radio.tsx';
import { Select } from '../../parts/select.tsx';
import { Tick } from '../../parts/tick.tsx';
import { NumberField } from '../../settings/parts/number-field.tsx';
import { NameList } from '../../settings/scope/name-list.tsx';
import { actionWords } from '../parts/action-words.ts';
import { ActionOption, actionsFor } from '../parts/options.tsx';
import type { PullOptions, PullSettings } from '../pull-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';

const reasons = ['gone', 'leftGroups', 'deactivated'] as const;
type Action = PullOptions['targetOnlyUserAction'];

/** What becomes of who is only on the site, how many of them one run may touch, and who is looked at. */
export function OnlyCard(editing: Editing) {
  const { pull, change, errorOf } = editing;
  const { defaults, limits } = pull;
  const options = (part: Partial<PullOptions>): void => change({ defaults: { ...defaults, ...part } });
  return (
    <Card title={t('pull.only.title')} text={t('pull.only.text')}>
      <div class="in stack wide-gap">
        <ActionOption value={defaults} errorOf={(name) => errorOf(`defaults.${name}`)} onChange={options} />
        <Reasons {...editing} />
        <Limit {...editing} />
        <Tick
          checked={limits.groupRemovalsOnly}
          onChange={(groupRemovalsOnly) => change({ limits: { ...limits, groupRemovalsOnly } })}
        >
          {t('pull.only.removalsOnly')}
          <span class="muted"> · {t('pull.only.removalsOnlyNote')}</span>
        </Tick>
        <TargetUsers {...editing} />
        <NameList
          label={t('pull.only.list')}
          hint={t('pull.only.listHint')}
          names={defaults.targetOnlyUsers ?? []}
          error={errorOf('defaults.targetOnlyUsers')}
          onChange={(names) => options({ targetOnlyUsers: names.length === 0 ? null : names })}
        />
      </div>
    </Card>
  );
}

function Reasons({ pull: { byReason }, change, errorOf }: Editing) {
  return (
    <fieldset class="part">
      <legend>{t('pull.only.byReason')}</legend>
      <div class="options">
        {reasons.map((reason) => (
          <Select<Action | 'none'>
            key={reason}
            label={t(`pull.reason.${reason}`)}
            value={byReason[reason] ?? 'none'}
            options={[
              { value: 'none', word: t(reason === 'deactivated' ? 'pull.only.asConnection' : 'pull.only.asAbove') },
              ...actionsFor(byReason[reason]).map((action) => ({ value: action, word: actionWords(action) })),
            ]}
            onChange={(action) => change({ byReason: { ...byReason, [reason]: action === 'none' ? null : action } })}
          />
        ))}
      </div>
      {errorOf('byReason') !== null && <p class="err">{errorOf('byReason')}</p>}
    </fieldset>
  );
}

function Limit({ pull: { limits }, change, errorOf }: Editing) {
  const most = limits.maxTargetOnly;
  const kind = 'count' in most ? 'count' : 'percent';
  const put = (maxTargetOnly: PullSettings['limits']['maxTargetOnly']): void =>
    change({ limits: { ...limits, maxTargetOnly } });
  return (
    <div class="sides">
      <NumberField
        key={kind}
        label={t('pull.only.limit')}
        hint={t('pull.only.limitHint')}
        value={'count' in most ? most.count : most.percent}
        least={0}
        most={kind === 'count' ? 1_000_000 : 100}
        error={errorOf('limits')}
        onChange={(value) => put(kind === 'count' ? { count: value } : { percent: value })}
      />
      <Select
        label={t('pull.only.unit')}
        hint={t('pull.only.unitHint')}
        value={kind}
        options={(['count', 'percent'] as const).map((value) => ({ value, word: t(`pull.only.units.${value}`) }))}
        onChange={(unit) => put(unit === 'count' ? { count: 50 } : { percent: 10 })}
      />
    </div>
  );
}

function TargetUsers({ pull: { defaults }, change, errorOf }: Editing) {
  const { targetUsers } = defaults;
  const put = (next: PullOptions['targetUsers']): void => change({ defaults: { ...defaults, targetUsers: next } });
  return (
    <>
      <Radios
        legend={t('pull.target.title')}
        name="targetUsers"
        value={targetUsers.kind}
        options={(['all', 'mapped', 'groups'] as const).map((value) => ({ value, words: t(`pull.target.${value}`) }))}
        onChange={(kind) => put(kind === 'groups' ? { kind, groups: [] } : { kind })}
      />
      {targetUsers.kind === 'groups' && (
        <NameList
          label={t('pull.groups.roles')}
          hint={t('pull.target.hint')}
          names={targetUsers.groups}
          error={targetUsers.groups.length === 0 ? t('pull.flaw.noNames') : errorOf('defaults.targetUsers')}
          onChange={(groups) => put({ kind: 'groups', groups })}
        />
      )}
    </>
  );
}
